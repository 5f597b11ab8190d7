import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as config from 'aws-cdk-lib/aws-config';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { AlarmTopic } from '../detection/alarm-topic';
import { ConfigRecorder } from './config-recorder';
import type { OrganizationTrail } from '../trail/organization-trail';
import { ConfigRecorderResources } from './recorder-resources';
import { defaultDeploymentRoleArn } from '../identity/deployment-roles';
import { nameOf } from '../identity/names';
import { Problems } from '../shared/problems';
import { repairNames, type RepairNames } from '../identity/repair-names';
import { RepairNotices } from './notices';
import { RepairRoles } from './roles';
import { RepairStarter } from './starter';
import { retain } from '../shared/retain';
import { RULES } from '../shared/rules';
import { trailRepairDocument } from './document';
import { RepairedBy, TRAIL_RULES, type TrailRule } from './rules';

/**
 * What can be chosen about the rules that watch a trail and put it back.
 */
export interface TrailConfigRulesProps {
  /**
   * The trail, in the same stack: the repair is updated before the trail, and the rules after it.
   */
  readonly organizationTrail: OrganizationTrail;

  /**
   * Who is told when a repair fails.
   */
  readonly alarmTopic: AlarmTopic;

  /**
   * The roles that deploy the trail, by their exact ARNs. Their calls never start a repair, since it would revert a
   * deployment half-way.
   *
   * Whoever may pass or drive such a role can weaken the trail until the next hourly check.
   *
   * @default - the CloudFormation execution role of the CDK bootstrap in this account and Region
   */
  readonly deploymentRoleArns?: string[];

  /**
   * The qualifier of the CDK bootstrap, for the default of `deploymentRoleArns`.
   *
   * @default "hnb659fds"
   */
  readonly bootstrapQualifier?: string;

  /**
   * The recorder that AWS Config needs before it evaluates the rules.
   *
   * @default ConfigRecorder.existing()
   */
  readonly configRecorder?: ConfigRecorder;
}

/**
 * AWS Config rules that check the trail every hour and put it back, and a fast path that does so at once.
 *
 * A stopped trail is started again by the runbook AWS-ConfigureCloudTrailLogging, with a role that can do nothing but
 * start this one trail. Every other setting is restored by an own Automation document whose settings are constants, to
 * what this template says. EventBridge starts the same document within seconds of a call that stops or changes the
 * trail. What can't be repaired, a deleted trail or a repair that fails, is told through the alarm topic.
 *
 * It belongs into the management account, in the home Region of the trail.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/remediation.html
 *
 * @example
 * new TrailConfigRules(this, 'ConfigRules', { organizationTrail, alarmTopic });
 */
export class TrailConfigRules extends Construct {
  /** The names of the AWS Config rules. */
  public readonly ruleNames: string[];
  /** The name of the Automation document that restores the settings of the trail. */
  public readonly documentName: string;
  /** The ARN of the role that it works with. */
  public readonly repairRoleArn: string;
  /** The alarms that start when a repair could not be started, or people could not be told of one that failed. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly names: RepairNames;

  constructor(scope: Construct, id: string, props: TrailConfigRulesProps) {
    super(scope, id);
    const { organizationTrail, alarmTopic } = props;
    const { trail, _settings: settings } = organizationTrail;
    this.names = repairNames(trail);
    const deploymentRoleArns = props.deploymentRoleArns ?? [
      defaultDeploymentRoleArn(trail, trail.managementAccountId, props.bootstrapQualifier),
    ];
    this.check(props).throwIfAny(`TrailConfigRules ${this.node.path}`);
    this.documentName = this.names.documentName;
    this.repairRoleArn = this.names.repairRole.arn;
    this.ruleNames = TRAIL_RULES.map(({ nameSuffix }) => nameOf(trail, nameSuffix));
    const namesOf = (repairs: RepairedBy[]) =>
      TRAIL_RULES.filter(({ repairedBy }) => repairs.includes(repairedBy)).map((rule) =>
        nameOf(trail, rule.nameSuffix),
      );
    const roles = new RepairRoles(this, 'Roles', { trail, settings, names: this.names });
    const document = this.createDocument(organizationTrail);
    // A repair that starts while a deployment changes the trail then restores what the deployment wants.
    organizationTrail.node.addDependency(document, roles);

    const starter = new RepairStarter(this, 'Starter', {
      trail,
      settings,
      names: this.names,
      ruleNames: namesOf([RepairedBy.DOCUMENT_BY_EVENT]),
      deploymentRoleArns,
      alarmTopic,
    });
    const notices = new RepairNotices(this, 'Notices', {
      trail,
      names: this.names,
      alarmTopic,
      remediatedRuleNames: namesOf([RepairedBy.RUNBOOK, RepairedBy.DOCUMENT]),
    });
    this.alarms = [...starter.alarms, ...notices.alarms];
    const recorder = this.createRecorder(props);
    for (const rule of TRAIL_RULES) {
      const parts = [organizationTrail, notices, ...(recorder ? [recorder] : [])];
      this.addRule(rule, organizationTrail).node.addDependency(...parts);
    }
    starter.node.addDependency(organizationTrail);

    retain(this);
  }

  private createDocument({ trail, _settings: settings }: OrganizationTrail): ssm.CfnDocument {
    return new ssm.CfnDocument(this, 'Document', {
      name: this.names.documentName,
      documentType: 'Automation',
      documentFormat: 'JSON',
      // A document with a fixed name can't be replaced; the new version becomes the default one.
      updateMethod: 'NewVersion',
      content: trailRepairDocument({ trailArn: trail.trailArn, settings, names: this.names }),
    });
  }

  private createRecorder({ configRecorder, organizationTrail }: TrailConfigRulesProps): Construct | undefined {
    const options = (configRecorder ?? ConfigRecorder.existing())._options;
    return options && new ConfigRecorderResources(this, 'Recorder', { trail: organizationTrail.trail, options });
  }

  private addRule(rule: TrailRule, { trail, _settings: settings }: OrganizationTrail): Construct {
    const part = new Construct(this, rule.id);
    const configRuleName = nameOf(trail, rule.nameSuffix);
    const resource = new config.CfnConfigRule(part, 'Resource', {
      configRuleName,
      description: rule.description,
      source: { owner: 'AWS', sourceIdentifier: rule.identifier },
      inputParameters: rule.inputParameters?.(trail, settings),
      maximumExecutionFrequency: 'One_Hour',
    });
    if (rule.repairedBy !== RepairedBy.DOCUMENT_BY_EVENT) {
      new config.CfnRemediationConfiguration(part, 'Remediation', {
        configRuleName,
        targetType: 'SSM_DOCUMENT',
        ...this.remediation(rule.repairedBy, trail.trailArn),
        automatic: true,
        maximumAutomaticAttempts: 5,
        retryAttemptSeconds: 60,
        executionControls: { ssmControls: { concurrentExecutionRatePercentage: 1, errorPercentage: 100 } },
      }).node.addDependency(resource);
    }
    return part;
  }

  /** The rules report the account and not the trail, so the trail is a constant. */
  private remediation(repairedBy: RepairedBy, trailArn: string): { targetId: string; parameters: unknown } {
    const constant = (value: string) => ({ StaticValue: { Values: [value] } });
    return repairedBy === RepairedBy.RUNBOOK
      ? {
          targetId: 'AWS-ConfigureCloudTrailLogging',
          parameters: {
            AutomationAssumeRole: constant(this.names.startLoggingRole.arn),
            CloudTrailArn: constant(trailArn),
          },
        }
      : {
          targetId: this.names.documentName,
          parameters: { AutomationAssumeRole: constant(this.names.repairRole.arn) },
        };
  }

  private check({ organizationTrail, deploymentRoleArns }: TrailConfigRulesProps): Problems {
    const { trail } = organizationTrail;
    return new Problems()
      .unless(Stack.of(organizationTrail) === Stack.of(this), {
        what: 'organizationTrail',
        given: organizationTrail.node.path,
        allowed: 'a trail in the same stack',
        todo: `make the rules in the stack ${Stack.of(organizationTrail).node.path}`,
      })
      .matchAll('deploymentRoleArns', deploymentRoleArns, RULES.deploymentRoleArn)
      .match('trailName, in the longest name made of it', nameOf(trail, 'repair-on-non-compliance'), RULES.roleName)
      .match(
        'trailName, in the name of the Automation document',
        this.names.documentName,
        RULES.automationDocumentName,
      );
  }
}
