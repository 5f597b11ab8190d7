import { CfnOutput } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { LogReadOptions } from '../../archive/options';
import { KeyAlerts } from '../../detection/alerts/key-alerts';
import type { IAlarmTopic } from '../../detection/i-alarm-topic';
import { requiredAlarmTopic } from '../../detection/required-alarm-topic';
import { keyOwner } from '../../identity/key-owner';
import { BESIDE_ARCHIVE } from '../../identity/homes';
import { partOfTrail } from '../../identity/part-of-trail';
import { QuestionNames } from '../../identity/reading-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { CustomerManagedKey } from '../../shared/customer-managed-key';
import { createRole, type Permission } from '../../shared/permission';
import { listOf } from '../../shared/problems';
import { RULES } from '../../shared/rules';
import { checkChoices, type CheckedChoices } from './checks';
import type { TrailAthenaProps } from './options';
import { questionPermissions, verdictPermissions } from './permissions';
import { athenaQueries } from './queries';
import { createResultsBucket } from './results-bucket';
import { tableInput, tableNames, type TableName } from './tables';

/**
 * Tables over the log files of all accounts, for Athena, with the queries of the fourteen controls and of an incident.
 *
 * Partitions are calculated from account, Region and day: there is no crawler, and nothing that adds partitions. It
 * belongs into the log archive account, in the home Region of the trail. It reads log files and verifies none: a query
 * puts the newest verdict of `DigestValidation` beside each event, and docs/questions.md has the command that reads a file
 * again before anyone relies on it.
 *
 * @example
 * new TrailAthena(this, 'Questions', {
 *   trail,
 *   alarmTopic,
 *   readerArns: ['arn:aws:iam::333333333333:role/security-analyst'],
 * });
 */
export class TrailAthena extends Construct {
  /** The name of the database. */
  public readonly databaseName: string;
  /** The names of the tables: that in which a query names its accounts comes first. */
  public readonly tableNames: string[];
  /** The name of the workgroup. */
  public readonly workGroupName: string;
  /** The names of the queries, as the console shows them. */
  public readonly queryNames: string[];
  /** The bucket of the results. */
  public readonly resultsBucket: s3.IBucket;
  /** The key of the results. */
  public readonly resultsKey: kms.IKey;
  /** The role by which others ask; undefined where no `readerArns` were given. */
  public readonly readerRole?: iam.IRole;
  /** The address of each table: `athena://<workgroup>/<database>/<table>`. */
  public readonly tableUris: string[];

  private readonly trail: TrailIdentity;
  private readonly names: QuestionNames;
  private readonly hasVerdicts: boolean;

  constructor(scope: Construct, id: string, props: TrailAthenaProps) {
    super(scope, id);
    const { trail, problems } = partOfTrail(this, props.trail, BESIDE_ARCHIVE);
    const alarmTopic = requiredAlarmTopic(this, problems, trail, props.alarmTopic);
    const choices = checkChoices(problems, trail, props);
    this.trail = trail;
    this.names = new QuestionNames(trail);
    this.databaseName = this.names.databaseName;
    this.workGroupName = this.names.workGroupName;
    this.hasVerdicts = choices.hasVerdicts;
    this.tableNames = tableNames(choices);
    this.resultsKey = this.createKey(alarmTopic);
    this.resultsBucket = createResultsBucket(this, 'Results', {
      names: this.names,
      key: this.resultsKey,
      retention: choices.resultsRetention,
      accessLogBucketName: props.accessLogBucketName ?? trail.accessLogBucketName,
    });
    const tables = this.createTables(choices);
    const workGroup = this.createWorkGroup(choices);
    this.queryNames = this.createQueries(choices, workGroup);
    this.readerRole = this.createReader(listOf(props.readerArns));
    this.tableUris = this.showAddresses();
    workGroup.node.addDependency(this.resultsBucket, ...tables);
  }

  /**
   * Lets a principal of the log archive account ask questions, and read the log files for it; with `accountIds` those of
   * these accounts alone, without the verdicts: their records name the files of all accounts.
   */
  public grantQuery(grantee: iam.IGrantable, options: LogReadOptions = {}): void {
    addTo(grantee, this.permissions(options.accountIds));
  }

  /**
   * Lets a principal of the log archive account read the verdicts of all accounts. `grantQuery` without `accountIds` lets it
   * already.
   *
   * They hold names, sizes and times of files, and findings about them; no event, no report and no seal.
   */
  public grantVerdicts(grantee: iam.IGrantable): void {
    if (this.hasVerdicts) addTo(grantee, verdictPermissions(this.trail));
  }

  private createKey(alarmTopic: IAlarmTopic): kms.Key {
    const { trail, names } = this;
    const { key } = new CustomerManagedKey(this, 'Key', {
      aliasName: names.keyAliasName,
      description: `Encrypts the results of questions about the trail ${trail.trailName}`,
      ...keyOwner(this, trail, trail.logArchiveAccountId),
      isForEvidence: true,
      statements: [],
    });
    new KeyAlerts(this, 'KeyAlerts', { trail, alarmTopic, name: 'questions-key', keys: [key] });
    return key;
  }

  private createTables(choices: CheckedChoices): glue.CfnTable[] {
    const { databaseName, trail } = this;
    const catalogId = trail.logArchiveAccountId;
    const database = new glue.CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: {
        name: databaseName,
        description: `The log files of the trail ${trail.trailName}`,
        createTableDefaultPermissions: [BY_IAM_ALONE],
      },
    });
    return this.tableNames.map((name) => {
      const input = tableInput(name as TableName, { trail, ...choices });
      const table = new glue.CfnTable(this, `Table-${name}`, { catalogId, databaseName, tableInput: input });
      table.node.addDependency(database);
      return table;
    });
  }

  private createWorkGroup({ scanLimitBytes }: CheckedChoices): athena.CfnWorkGroup {
    const { names, trail } = this;
    return new athena.CfnWorkGroup(this, 'WorkGroup', {
      name: names.workGroupName,
      description: `Questions to the log files of the trail ${trail.trailName}`,
      state: 'ENABLED',
      // Or no stack could be deleted once a query was run. Saved queries and the list of those that ran go; results stay.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        requesterPaysEnabled: false,
        bytesScannedCutoffPerQuery: scanLimitBytes,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${names.resultsBucketName}/`,
          expectedBucketOwner: trail.logArchiveAccountId,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: this.resultsKey.keyArn },
        },
      },
    });
  }

  private createQueries(choices: CheckedChoices, workGroup: athena.CfnWorkGroup): string[] {
    const { trail, databaseName, workGroupName } = this;
    const queries = athenaQueries({ trail, ...choices });
    for (const { name, description, sql } of queries) {
      const query = new athena.CfnNamedQuery(this, `Query-${name}`, {
        name: `${trail.trailName}/${name}`,
        description,
        database: databaseName,
        workGroup: workGroupName,
        queryString: sql,
      });
      query.node.addDependency(workGroup);
    }
    return queries.map(({ name }) => `${trail.trailName}/${name}`);
  }

  private createReader(readerArns: readonly string[]): iam.Role | undefined {
    const wellFormed = readerArns.filter((arn) => RULES.readerArn.pattern.test(arn));
    if (wellFormed.length === 0) return undefined;
    return createRole(this, 'Reader', {
      roleName: this.names.readerRoleName,
      description: `Questions to the log files of the trail ${this.trail.trailName} are asked by this role`,
      assumedBy: readers(this.trail, wellFormed),
      permissions: this.permissions(),
    });
  }

  private permissions(accountIds?: readonly string[]) {
    const { trail, names, resultsKey, hasVerdicts } = this;
    const readsVerdicts = hasVerdicts && accountIds === undefined;
    return questionPermissions({ trail, names, resultsKeyArn: resultsKey.keyArn, accountIds, readsVerdicts });
  }

  private showAddresses(): string[] {
    const uris = this.tableNames.map((table) => `athena://${this.workGroupName}/${this.databaseName}/${table}`);
    for (const [index, value] of uris.entries())
      new CfnOutput(this, `Table${index}`, { value, description: 'Where tools that ask Athena find the table' });
    if (this.readerRole) new CfnOutput(this, 'ReaderRoleArn', { value: this.readerRole.roleArn });
    return uris;
  }
}

function addTo(grantee: iam.IGrantable, permissions: readonly Permission[]): void {
  for (const { sid, actions, resources, conditions } of permissions)
    grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ sid, actions, resources, conditions }));
}

/** Where Lake Formation is configured otherwise, new tables would be readable by nobody but whoever made them. */
const BY_IAM_ALONE: glue.CfnDatabase.PrincipalPrivilegesProperty = {
  permissions: ['ALL'],
  principal: { dataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
};

/** The accounts are the principals, since IAM rejects a role that does not exist; the condition names the roles. */
function readers({ partition }: TrailIdentity, readerArns: readonly string[]): iam.IPrincipal {
  const accounts = [...new Set(readerArns.map((arn) => arn.split(':')[4]))];
  const principals = accounts.map((account) => new iam.ArnPrincipal(`arn:${partition}:iam::${account}:root`));
  return new iam.CompositePrincipal(...principals).withConditions({
    ArnEquals: { 'aws:PrincipalArn': [...readerArns] },
  });
}
