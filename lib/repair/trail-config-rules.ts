import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as config from 'aws-cdk-lib/aws-config';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { requiredAlarmTopic } from '../detection/required-alarm-topic';
import { executionRolesOfStack } from '../identity/deployment-roles';
import { BESIDE_TRAIL } from '../identity/homes';
import { nameOf } from '../identity/names';
import { partOfTrail } from '../identity/part-of-trail';
import { repairNames, type RepairNames } from '../identity/repair-names';
import type { TrailIdentity } from '../identity/trail-identity';
import { alarmNamed } from '../shared/alarm-named';
import { nameByContent } from '../shared/name-by-content';
import type { Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import { requiredOrganizationTrail } from '../trail/required-organization-trail';
import type { IOrganizationTrail } from '../trail/i-organization-trail';
import { settingsOf, type TrailSettings } from '../trail/settings';
import { ConfigRecorder } from './config-recorder';
import { trailRepairDocument } from './document';
import { RepairNotices } from './notices';
import type { TrailConfigRulesProps } from './options';
import { ConfigRecorderResources } from './recorder-resources';
import { RepairRoles } from './roles';
import { RepairedBy, TRAIL_RULES, type TrailRule } from './rules';
import { RepairStarter } from './starter';

/**
 * AWS Config rules that check the trail every hour and put it back, and a fast path that does so at once.
 *
 * A stopped trail is started again by the runbook AWS-ConfigureCloudTrailLogging, with a role that can do nothing but
 * start this one trail. Every other setting is restored by an own Automation document whose settings are constants, to
 * what this template says. EventBridge starts the same document within seconds of a call that stops or changes the
 * trail. What can't be repaired, a deleted trail or a repair that fails, reaches people through the alarm topic.
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
  /** The name of the Automation document that restores the settings of the trail. It ends in a hash of its content. */
  public readonly documentName: string;
  /** The ARN of the role that it works with. */
  public readonly repairRoleArn: string;
  private readonly trail: TrailIdentity;
  private readonly settings: TrailSettings;
  private readonly names: RepairNames;
  private readonly notifying: readonly (RepairStarter | RepairNotices)[];

  constructor(scope: Construct, id: string, props: TrailConfigRulesProps) {
    super(scope, id);
    const organizationTrail = requiredOrganizationTrail(this, props.organizationTrail);
    const { trail, problems } = partOfTrail(this, organizationTrail.trail, BESIDE_TRAIL);
    const alarmTopic = requiredAlarmTopic(this, problems, trail, props.alarmTopic);
    this.trail = trail;
    this.settings = settingsOf(organizationTrail);
    this.names = repairNames(trail);
    const content = trailRepairDocument({ trailArn: trail.trailArn, settings: this.settings, names: this.names });
    this.documentName = nameByContent(this, this.names.documentNamePrefix, content);
    this.repairRoleArn = this.names.repairRole.arn;
    this.ruleNames = this.ruleNamesOf(RepairedBy.RUNBOOK, RepairedBy.DOCUMENT, RepairedBy.DOCUMENT_BY_EVENT);
    this.check(problems, organizationTrail);

    const { settings, names } = this;
    const roles = new RepairRoles(this, 'Roles', { trail, settings, names });
    const document = this.createDocument(content);
    const starter = new RepairStarter(this, 'Starter', {
      trail,
      settings,
      names,
      documentName: this.documentName,
      ruleNames: this.ruleNamesOf(RepairedBy.DOCUMENT_BY_EVENT),
      deploymentRoleArns: executionRolesOfStack(this, problems, trail, trail.managementAccountId),
      alarmTopic,
    });
    const notices = new RepairNotices(this, 'Notices', {
      trail,
      names,
      alarmTopic,
      remediatedRuleNames: this.ruleNamesOf(RepairedBy.RUNBOOK, RepairedBy.DOCUMENT),
    });
    this.notifying = [starter, notices];
    const recorder = this.createRecorder(checkedRecorder(problems, props.configRecorder));
    const rules = TRAIL_RULES.map((rule) => this.addRule(rule));
    for (const rule of rules) rule.node.addDependency(notices, ...(recorder ? [recorder] : []));
    this.deployAround(organizationTrail, [document, roles, starter], rules);
  }

  /** The alarms that start when a repair could not be started, or people could not be notified of one that failed. */
  public get alarms(): cloudwatch.Alarm[] {
    return this.notifying.flatMap(({ alarms }) => alarms);
  }

  /**
   * An alarm by its name in CloudWatch without the prefix of the trail, for example `repair-on-calls-not-started`.
   *
   * @throws an error with the names that there are, where this is none of them
   */
  public alarm(name: string): cloudwatch.Alarm {
    return alarmNamed(this, this.alarms, nameOf(this.trail, ''), name);
  }

  /**
   * A repair that starts while a deployment changes the trail then restores what the deployment wants. The rules of AWS
   * Config come after the trail: they would find a missing one non-compliant.
   */
  private deployAround(trail: IOrganizationTrail, before: readonly Construct[], after: readonly Construct[]): void {
    if (Stack.of(trail) !== Stack.of(this)) return;
    trail.node.addDependency(...before);
    for (const part of after) part.node.addDependency(trail);
  }

  private ruleNamesOf(...repairs: RepairedBy[]): string[] {
    const rules = TRAIL_RULES.filter(({ repairedBy }) => repairs.includes(repairedBy));
    return rules.map(({ nameSuffix }) => nameOf(this.trail, nameSuffix));
  }

  private createDocument(content: Record<string, unknown>): ssm.CfnDocument {
    return new ssm.CfnDocument(this, 'Document', {
      name: this.documentName,
      documentType: 'Automation',
      documentFormat: 'JSON',
      // Not by new versions: it is disputed whether the default version follows, and one can't go back to old content.
      updateMethod: 'Replace',
      content,
    });
  }

  private createRecorder(configRecorder = ConfigRecorder.existing()): Construct | undefined {
    const options = configRecorder._options;
    return options && new ConfigRecorderResources(this, 'Recorder', { trail: this.trail, options });
  }

  private addRule(rule: TrailRule): Construct {
    const { trail, settings } = this;
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
          targetId: this.documentName,
          parameters: { AutomationAssumeRole: constant(this.names.repairRole.arn) },
        };
  }

  private check(problems: Problems, organizationTrail: IOrganizationTrail): void {
    problems
      .unless(Stack.of(organizationTrail) === Stack.of(this), {
        what: 'organizationTrail',
        given: organizationTrail.node.path,
        allowed: 'a trail in the same stack',
        todo: `make the rules in the stack ${Stack.of(organizationTrail).node.path}`,
      })
      .match(
        'trailName, in the longest name made of it',
        nameOf(this.trail, 'repair-on-non-compliance'),
        RULES.roleName,
      )
      .match('trailName, in the name of the Automation document', this.documentName, RULES.automationDocumentName);
  }
}

function checkedRecorder(problems: Problems, given: ConfigRecorder | undefined): ConfigRecorder | undefined {
  if (given === undefined || given instanceof ConfigRecorder) return given;
  problems.add({
    what: 'configRecorder',
    given: typeof given,
    allowed: 'a ConfigRecorder',
    todo: 'take ConfigRecorder.existing() or ConfigRecorder.create()',
  });
  return undefined;
}
