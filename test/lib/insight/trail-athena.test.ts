import { Duration, Lazy, Size, aws_iam as iam } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, TrailAthena, TrailIdentity, type TrailAthenaProps } from '../../../lib';
import { regionsOf } from '../../../lib/insight/athena/regions';
import { PARTITIONS } from '../../../lib/shared/partitions';
import { deployedResources, policiesOfRole, role, testTable, theResource, withContext } from '../../support/iam';
import type { Decision, PolicyDocument, Principal, Row } from '../../support/iam';
import { guardrailPolicies } from '../../support/guardrail';
import { archiveStack, MEMBER_ACCOUNT_ID, ORGANIZATION, organizationTrail, synthError } from '../../support/stacks';

const { logArchiveAccountId: ARCHIVE, managementAccountId: MANAGEMENT, homeRegion: REGION } = ORGANIZATION;
const ORGANIZATION_ID = ORGANIZATION.organizationId;
const ANALYST = `arn:aws:iam::${MEMBER_ACCOUNT_ID}:role/analyst`;
const trail = organizationTrail();

function athenaStack(props: Partial<TrailAthenaProps> = {}, of: TrailIdentity = trail) {
  const stack = archiveStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail: of, emailAddresses: ['security@example.com'] });
  const construct = new TrailAthena(stack, 'Questions', { trail: of, alarmTopic, ...props });
  return { stack, construct };
}

type Parameters = Readonly<Record<string, string>>;
interface Table {
  readonly Name: string;
  readonly Parameters: Parameters;
  readonly StorageDescriptor: { readonly Location: string; readonly Columns: { Name: string; Comment: string }[] };
}

function tablesOf(props: Partial<TrailAthenaProps> = {}, of?: TrailIdentity): Map<string, Table> {
  const found = Template.fromStack(athenaStack(props, of).stack).findResources('AWS::Glue::Table');
  const tables = Object.values(found).map(({ Properties }) => (Properties as { TableInput: Table }).TableInput);
  return new Map(tables.map((table) => [table.Name, table]));
}

describe('projection', () => {
  /** The partitions that Athena calculates, on a day, for these accounts, in whose folder a file lies. */
  function partitionsOf(table: Table, uri: string, today: string, accounts: readonly string[]): string[] {
    const { Parameters: given } = table;
    const projected =
      given['projection.account.type'] === 'enum' ? given['projection.account.values'].split(',') : accounts;
    return projected.flatMap((account) =>
      (given['projection.region.values'] ?? '').split(',').flatMap((region) =>
        daysOf(given['projection.day.range'], today)
          .map((day) =>
            given['storage.location.template']
              .replace('${account}', account)
              .replace('${region}', region)
              .replace('${day}', day),
          )
          .filter((folder) => uri.startsWith(folder)),
      ),
    );
  }

  function daysOf(range: string, today: string): string[] {
    const back = Number(/^NOW-(\d+)DAYS,NOW$/.exec(range)![1]);
    const now = Date.parse(`${today}T00:00:00Z`);
    return Array.from({ length: back + 1 }, (_, index) =>
      new Date(now - index * 86_400_000).toISOString().slice(0, 10).replace(/-/g, '/'),
    );
  }

  const uri = (root: string, account: string, region: string, day: string, folder = 'CloudTrail') =>
    `s3://${trail.logBucketName}/${root}/${account}/${folder}/${region}/${day}/${account}_${folder}_${region}_${day.replace(/\//g, '')}T0005Z_AbCdEfGhIjKlMnOp.json.gz`;
  const accountTrail = TrailIdentity.account({
    ...{ accountId: ARCHIVE, homeRegion: REGION, logBucketName: trail.logBucketName },
  });
  const LAYOUTS: [string, TrailIdentity, string][] = [
    ['an organization', trail, `AWSLogs/${ORGANIZATION_ID}`],
    ['an organization, with a prefix', organizationTrail({ keyPrefix: 'audit' }), `audit/AWSLogs/${ORGANIZATION_ID}`],
    [
      "Control Tower's",
      organizationTrail({ keyPrefix: ORGANIZATION_ID }),
      `${ORGANIZATION_ID}/AWSLogs/${ORGANIZATION_ID}`,
    ],
    ['an account', accountTrail, 'AWSLogs'],
  ];

  describe.each(LAYOUTS)('%s', (_, of, root) => {
    const accounts = of.isOrganizationTrail ? [MANAGEMENT, ARCHIVE, MEMBER_ACCOUNT_ID] : [ARCHIVE];
    const made = tablesOf({ accountIds: accounts, history: Duration.days(30), verdicts: false }, of);
    const tables = [...made.values()];
    const days = ['2025/12/31', '2026/01/01', '2026/01/02'];

    test.each(tables.map((table) => [table.Name, table] as const))('%s has each file once', (__, table) => {
      expect(tables).toHaveLength(3);
      for (const account of accounts)
        for (const region of ['us-east-1', 'eu-central-1', 'ap-southeast-7'])
          for (const day of days)
            expect(partitionsOf(table, uri(root, account, region, day), '2026-01-02', accounts)).toHaveLength(1);
    });

    test.each(tables.map((table) => [table.Name, table] as const))('%s has nothing else', (__, table) => {
      const found = (of_: string) => partitionsOf(table, of_, '2026-01-02', accounts);
      for (const folder of ['CloudTrail-Digest', 'CloudTrail-Insight'])
        expect(found(uri(root, accounts[0], 'us-east-1', '2026/01/01', folder))).toEqual([]);
      expect(found(uri(`copy/${root}`, accounts[0], 'us-east-1', '2026/01/01'))).toEqual([]);
      expect(found(uri(root, accounts[0], 'us-east-1', '2025/11/30'))).toEqual([]);
    });
  });

  test('a query of the first table names its accounts; that over all of them is made where they are listed', () => {
    expect(tablesOf().get('events')!.Parameters['projection.account.type']).toBe('injected');
    expect([...tablesOf({ verdicts: false }).keys()]).toEqual(['events', 'files']);
    expect([...tablesOf().keys()]).toEqual(['events', 'files', 'verdicts', 'coverage', 'runs', 'settings']);
    expect(tablesOf({ accountIds: [ARCHIVE] }).get('events_of_listed_accounts')!.Parameters).toMatchObject({
      'projection.account.type': 'enum',
      'projection.account.values': ARCHIVE,
    });
  });

  test('every Region that aws-cdk-lib knows is among them, and those that were named', () => {
    const known = PARTITIONS.flatMap(({ name }) => regionsOf(name, []));
    expect(RegionInfo.regions.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
    const { Parameters: given } = tablesOf({ moreRegions: ['xx-north-1'] }).get('events')!;
    expect(given['projection.region.values'].split(',')).toContain('xx-north-1');
  });

  test.each(['verdicts', 'coverage', 'runs', 'settings'])(
    'each record of %s lies under one day, and nothing else does',
    (name) => {
      const table = tablesOf({ history: Duration.days(30) }).get(name)!;
      const found = (key: string) => partitionsOf(table, `s3://${trail.evidenceBucketName}/${key}`, '2026-01-02', ['']);
      const record = (folder: string) => `organization-trail/${folder}/2026-01-02T03:00:00.000Z-run-1.ndjson.gz`;
      for (const day of ['2025/12/31', '2026/01/01', '2026/01/02'])
        expect(found(record(`${name}/${day}`))).toHaveLength(1);
      const others = ['reports', 'seals', 'acknowledgements', name === 'verdicts' ? 'coverage' : 'verdicts'];
      for (const folder of others) expect(found(record(`${folder}/2026/01/01`))).toEqual([]);
      expect(found(record(`${name}/2025/11/30`))).toEqual([]);
      expect(found(record(`${name}/2026/01/01`).replace('organization', 'other'))).toEqual([]);
      expect(table.StorageDescriptor.Location).toBe(`s3://${trail.evidenceBucketName}/organization-trail/${name}/`);
    },
  );

  test.each(['events', 'verdicts', 'coverage', 'runs', 'settings'])('every column of %s says what it means', (name) => {
    const { Columns } = tablesOf().get(name)!.StorageDescriptor;
    expect(Columns.length).toBeGreaterThan(name === 'events' ? 25 : 5);
    for (const { Comment } of Columns) expect(Comment.length).toBeGreaterThan(5);
  });

  test('a query of the verdicts fails where a line of them can not be read', () => {
    const template = Template.fromStack(athenaStack().stack);
    for (const Name of ['verdicts', 'coverage', 'runs', 'settings'])
      template.hasResourceProperties('AWS::Glue::Table', {
        TableInput: Match.objectLike({
          Name,
          StorageDescriptor: Match.objectLike({
            SerdeInfo: Match.objectLike({ Parameters: Match.objectLike({ 'ignore.malformed.json': 'false' }) }),
          }),
        }),
      });
  });

  test('where nothing is validated there are neither tables of verdicts nor queries of them', () => {
    const names = (verdicts?: boolean) => athenaStack({ verdicts }).construct.queryNames;
    const more = ['EventsWithVerdict', 'FilesNotVerified', 'Gaps', 'RunsNotDone', 'SettingsChanged'].map(
      (name) => `organization-trail/${name}`,
    );
    expect(names()).toEqual([...names(false), ...more]);
  });
});

describe('the workgroup', () => {
  const template = Template.fromStack(athenaStack({ scanLimit: Size.gibibytes(5) }).stack);

  test('holds its settings against those of a query, and stops one that reads too much', () => {
    template.hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: 'organization-trail-questions',
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 5 * 1024 ** 3,
        ResultConfiguration: {
          OutputLocation: `s3://${trail.logBucketName}-questions/`,
          ExpectedBucketOwner: ARCHIVE,
          EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: Match.anyValue() },
        },
      },
    });
  });

  test('has results that expire', () => {
    const { stack } = athenaStack({ resultsRetention: Duration.days(7), accessLogBucketName: 'access-logs' });
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
      BucketName: `${trail.logBucketName}-questions`,
      LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 7 })]) },
      LoggingConfiguration: Match.objectLike({ DestinationBucketName: 'access-logs' }),
      PublicAccessBlockConfiguration: Match.objectLike({ BlockPublicPolicy: true }),
    });
  });

  test('says where tools find the tables', () => {
    const { construct } = athenaStack({ accountIds: [ARCHIVE] });
    expect(construct.tableUris).toEqual(
      ['events', 'events_of_listed_accounts', 'files', 'verdicts', 'coverage', 'runs', 'settings'].map(
        (table) => `athena://organization-trail-questions/organization_trail/${table}`,
      ),
    );
  });
});

test('results and their key outlive the stack, and all else goes with it: the log files are elsewhere', () => {
  const { stack } = athenaStack({ readerArns: [ANALYST] });
  stack.node.tryRemoveChild('AlarmTopic');
  const resources = Object.values(
    Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string; DeletionPolicy?: string }>,
  );
  const kept = resources.filter(({ DeletionPolicy }) => /^Retain/.test(DeletionPolicy ?? '')).map(({ Type }) => Type);
  const types = ['AWS::KMS::Key', 'AWS::KMS::Alias', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy'];
  expect(kept.sort()).toEqual(types.sort());
});

describe('who asks', () => {
  const { stack, construct } = athenaStack({ readerArns: [ANALYST] });
  const team = new iam.Role(stack, 'Team', { roleName: 'team', assumedBy: new iam.AccountRootPrincipal() });
  construct.grantQuery(team, { accountIds: [MEMBER_ACCOUNT_ID] });
  const resources = deployedResources(Template.fromStack(stack).toJSON(), { accountId: ARCHIVE, region: REGION });
  const READER = 'read-organization-trail-questions';
  const guardrail = guardrailPolicies({ trail });
  const principal = (name: string) => role(ARCHIVE, name, ...policiesOfRole(resources, name));
  const object = (account: string, folder = 'CloudTrail') =>
    `${trail.logBucketArn}/AWSLogs/${ORGANIZATION_ID}/${account}/${folder}/us-east-1/2026/01/01/a.json.gz`;
  const glue = (resource: string) => `arn:aws:glue:${REGION}:${ARCHIVE}:${resource}`;
  const workgroup = `arn:aws:athena:${REGION}:${ARCHIVE}:workgroup/organization-trail-questions`;
  const row = (who: Principal, does: string, on: string, expected: Decision): Row => ({
    ...{ who, does, on, expected, ownedBy: ARCHIVE },
  });

  const both = ['team', READER].map(principal);
  testTable(
    () => guardrail,
    [
      ...both.flatMap((who) => [
        row(who, 'athena:StartQueryExecution', workgroup, 'allowed'),
        row(who, 'athena:StartQueryExecution', workgroup.replace(/[^/]+$/, 'primary'), 'not allowed'),
        row(who, 'athena:UpdateWorkGroup', workgroup, 'not allowed'),
        row(who, 'athena:DeleteNamedQuery', workgroup, 'not allowed'),
        row(who, 'glue:GetTable', glue('table/organization_trail/events'), 'allowed'),
        row(who, 'glue:GetTable', glue('table/other/events'), 'not allowed'),
        row(who, 'glue:UpdateTable', glue('table/organization_trail/events'), 'not allowed'),
        row(who, 'glue:DeleteTable', glue('table/organization_trail/events'), 'not allowed'),
        row(who, 's3:GetObject', object(MEMBER_ACCOUNT_ID), 'allowed'),
        row(who, 's3:GetObject', object(MEMBER_ACCOUNT_ID, 'CloudTrail-Digest'), 'not allowed'),
        row(who, 's3:GetObject', `${trail.evidenceBucketArn}/organization-trail/reports/a.json`, 'not allowed'),
        row(who, 's3:PutObject', object(MEMBER_ACCOUNT_ID), 'not allowed'),
        row(who, 's3:PutObject', `${trail.logBucketArn}-questions/a.csv`, 'allowed'),
        row(who, 's3:DeleteObject', `${trail.logBucketArn}-questions/a.csv`, 'not allowed'),
      ]),
      row(principal(READER), 's3:GetObject', object(MANAGEMENT), 'allowed'),
      row(principal('team'), 's3:GetObject', object(MANAGEMENT), 'not allowed'),
    ],
  );

  const trust = theResource(resources, 'AWS::IAM::Role', { RoleName: READER }).Properties
    .AssumeRolePolicyDocument as PolicyDocument;
  const assume = (who: Principal, expected: Decision) =>
    row(who, 'sts:AssumeRole', `arn:aws:iam::${ARCHIVE}:role/${READER}`, expected);
  testTable(
    () => ({ ...guardrail, resourcePolicy: trust }),
    [
      assume(role(MEMBER_ACCOUNT_ID, 'analyst'), 'allowed'),
      assume(role(MEMBER_ACCOUNT_ID, 'other'), 'not allowed'),
      assume(withContext(role('444444444444', 'analyst'), {}), 'not allowed'),
    ],
  );
});

describe('what is wrong is said at synthesis', () => {
  test.each<[string, Partial<TrailAthenaProps>, string]>([
    ['an account', { accountIds: ['333'] }, 'accountIds[0]: got "333"'],
    ['no accounts', { accountIds: [] }, 'accountIds: got "0 accounts", expected from 1 to 100'],
    ['too many', { accountIds: Array.from({ length: 101 }, (_, n) => String(n).padStart(12, '0')) }, '"101 accounts"'],
    ['a wildcard', { readerArns: ['arn:aws:iam::333333333333:role/*'] }, 'readerArns[0]: got'],
    ['a Region', { moreRegions: ['everywhere'] }, 'moreRegions[0]: got "everywhere"'],
    ['a limit', { scanLimit: Size.mebibytes(5) }, 'scanLimit: got "5242880 bytes", expected at least 10000000'],
    [
      'a limit that is known at deployment only',
      { scanLimit: Size.bytes(Lazy.number({ produce: () => 1 })) },
      'scanLimit: got',
    ],
    ['results for years', { resultsRetention: Duration.days(400) }, 'resultsRetention: got'],
    ['hours', { history: Duration.hours(36) }, 'history: got "36 hours"'],
  ])('%s', (_, props, sentence) => {
    expect(synthError(athenaStack(props).stack)).toContain(sentence);
  });

  test('a name of the bucket that leaves no room for another', () => {
    const of = organizationTrail({
      logBucketName: 'a'.repeat(60),
      accessLogBucketName: 'access-logs',
      evidenceBucketName: 'evidence',
    });
    expect(synthError(athenaStack({}, of).stack)).toContain('logBucketName: got');
  });
});
