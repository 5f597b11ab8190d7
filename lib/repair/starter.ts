import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IAlarmTopic } from '../detection/i-alarm-topic';
import type { TrailIdentity } from '../identity/trail-identity';
import { whatToDo } from '../shared/runbook';
import { addEventRole, addEventRule, addFailedInvocationsAlarm } from '../shared/event-rules';
import { suppressRole } from '../shared/suppress-role';
import { nameOf } from '../identity/names';
import { trailNonCompliant, trailWeakened } from './events';
import { automationDefinitionArn, repairRuleArn, type RepairNames } from '../identity/repair-names';
import type { TrailSettings } from '../trail/settings';

export interface RepairStarterProps {
  readonly trail: TrailIdentity;
  readonly settings: TrailSettings;
  readonly names: RepairNames;
  /** The document that is started. */
  readonly documentName: string;
  /** The rules of AWS Config that report every trail by itself. */
  readonly ruleNames: readonly string[];
  readonly deploymentRoleArns: readonly string[];
  readonly alarmTopic: IAlarmTopic;
}

/** EventBridge starts the repair, on the calls that weaken the trail and on what rules find of it. */
export class RepairStarter extends Construct {
  /** The alarms that start when EventBridge matched a call and could not start the repair. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: RepairStarterProps) {
    super(scope, id);
    const { trail, names, alarmTopic } = props;
    const rules = startingRules(props);
    const role = addEventRole(this, 'Role', {
      roleName: names.starterRole.name,
      description: `EventBridge starts the repair of the trail ${trail.trailName} by this role`,
      accountId: trail.managementAccountId,
      ruleArns: rules.map(({ ruleName }) => repairRuleArn(trail, ruleName)),
      statements: startStatements(names),
    });
    suppressRole(role, {
      reason: 'Systems Manager chooses the id of a run, and the name of the document ends in a hash of its content',
      arns: names.startedArns,
    });
    const input = JSON.stringify({ AutomationAssumeRole: [names.repairRole.arn], DryRun: ['false'] });
    const target = { arn: automationDefinitionArn(trail, props.documentName), roleArn: names.starterRole.arn, input };
    this.alarms = rules.map(({ id: ruleId, ...rule }) => {
      addEventRule(this, ruleId, { ...rule, target }).node.addDependency(role);
      return addFailedInvocationsAlarm(this, `${ruleId}NotStarted`, {
        ruleName: rule.ruleName,
        nameSuffix: 'not-started',
        description: `EventBridge could not start the repair of the trail ${trail.trailName}. ${whatToDo(trail, 'Repair not started')}`,
      });
    });
    for (const alarm of this.alarms) alarmTopic.notify(alarm);
  }
}

function startingRules({ trail, settings, names, ...props }: RepairStarterProps) {
  return [
    {
      id: 'OnCalls',
      ruleName: nameOf(trail, 'repair-on-calls'),
      description: `Puts the trail ${trail.trailName} back as soon as a call weakens it`,
      pattern: trailWeakened(trail, settings.InsightSelectors !== undefined, [
        names.repairRole.arn,
        names.startLoggingRole.arn,
        ...props.deploymentRoleArns,
      ]),
      patternHolds: 'principals.deploymentRoleArns',
    },
    {
      id: 'OnNonCompliance',
      ruleName: nameOf(trail, 'repair-on-non-compliance'),
      description: `Puts the trail ${trail.trailName} back when a rule about all trails finds this one non-compliant`,
      pattern: trailNonCompliant(trail, props.ruleNames),
      patternHolds: 'trailName',
    },
  ];
}

function startStatements(names: RepairNames): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'StartRepair',
      actions: ['ssm:StartAutomationExecution'],
      resources: names.startedArns,
    }),
    new iam.PolicyStatement({
      sid: 'PassRepairRole',
      actions: ['iam:PassRole'],
      resources: [names.repairRole.arn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    }),
  ];
}
