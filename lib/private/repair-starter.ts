import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { TrailIdentity } from '../trail-identity';
import { addEventRule } from './event-rules';
import { nameOf } from './names';
import { Problems } from './problems';
import { trailNonCompliant, trailWeakened } from './repair-events';
import type { RepairNames } from './repair-names';
import { acknowledgeRole } from './repair-roles';
import type { TrailSettings } from './trail-settings';

export interface RepairStarterProps {
  readonly trail: TrailIdentity;
  readonly settings: TrailSettings;
  readonly names: RepairNames;
  /** The rules of AWS Config that report every trail by itself. */
  readonly ruleNames: readonly string[];
  readonly deploymentRoleArns: readonly string[];
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_PATTERN_CHARACTERS = 2048;

/** EventBridge starts the repair, on the calls that weaken the trail and on what rules find of it. */
export class RepairStarter extends Construct {
  /** The names of the EventBridge rules. */
  public readonly eventRuleNames: readonly string[];

  constructor(scope: Construct, id: string, props: RepairStarterProps) {
    super(scope, id);
    const { trail, settings, names } = props;
    const rules = [
      {
        id: 'OnCalls',
        ruleName: nameOf(trail, 'repair-on-calls'),
        description: `Puts the trail ${trail.trailName} back as soon as a call weakens it`,
        pattern: trailWeakened(trail, weakeningCalls(settings), [
          names.repairRole.arn,
          names.startLoggingRole.arn,
          ...props.deploymentRoleArns,
        ]),
      },
      {
        id: 'OnNonCompliance',
        ruleName: nameOf(trail, 'repair-on-non-compliance'),
        description: `Puts the trail ${trail.trailName} back when a rule about all trails finds this one non-compliant`,
        pattern: trailNonCompliant(trail, props.ruleNames),
      },
    ];
    this.eventRuleNames = rules.map(({ ruleName }) => ruleName);
    const role = this.createRole(props);
    const input = JSON.stringify({ AutomationAssumeRole: [names.repairRole.arn], DryRun: ['false'] });
    for (const { id: ruleId, ...rule } of rules) {
      const target = { arn: names.automationDefinitionArn, roleArn: names.starterRole.arn, input };
      addEventRule(this, ruleId, { ...rule, target }).node.addDependency(role);
    }
    const { length } = JSON.stringify(rules[0].pattern);
    new Problems()
      .unless(length <= MAX_PATTERN_CHARACTERS, {
        what: 'deploymentRoleArns',
        given: `a pattern of ${length} characters`,
        allowed: `at most ${MAX_PATTERN_CHARACTERS} characters, which is what EventBridge accepts`,
        todo: 'name fewer roles: only those that deploy the trail',
      })
      .throwIfAny('The fast path');
  }

  private createRole({ trail, names }: RepairStarterProps): iam.Role {
    const { partition, homeRegion, managementAccountId } = trail;
    const ruleArns = this.eventRuleNames.map(
      (name) => `arn:${partition}:events:${homeRegion}:${managementAccountId}:rule/${name}`,
    );
    const role = new iam.Role(this, 'Role', {
      roleName: names.starterRole.name,
      description: `EventBridge starts the document ${names.documentName} by this role`,
      assumedBy: eventBridge(managementAccountId, ruleArns),
      inlinePolicies: { StartRepair: new iam.PolicyDocument({ statements: startStatements(names) }) },
    });
    acknowledgeRole(role);
    return role;
  }
}

/** The role that EventBridge assumes for its targets, pinned to rules. */
export function eventBridge(accountId: string, ruleArns: string[]): iam.IPrincipal {
  return new iam.ServicePrincipal('events.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': accountId }, ArnEquals: { 'aws:SourceArn': ruleArns } },
  });
}

/** PutInsightSelectors only where the repair restores Insights. */
function weakeningCalls({ InsightSelectors }: TrailSettings): string[] {
  const calls = ['StopLogging', 'UpdateTrail', 'PutEventSelectors'];
  return InsightSelectors === undefined ? calls : [...calls, 'PutInsightSelectors'];
}

function startStatements(names: RepairNames): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'StartRepair',
      actions: ['ssm:StartAutomationExecution'],
      resources: [names.automationDefinitionArn],
    }),
    new iam.PolicyStatement({
      sid: 'PassRepairRole',
      actions: ['iam:PassRole'],
      resources: [names.repairRole.arn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    }),
  ];
}
