import { nameOf } from './names';
import type { TrailIdentity } from './trail-identity';

/** An IAM role with a fixed name. */
export interface NamedRole {
  readonly name: string;
  readonly arn: string;
}

/** The names of what repairs a trail, all in the account and home Region of the trail, and all made from its name. */
export interface RepairNames {
  readonly documentName: string;
  readonly documentArn: string;
  /** What is started: the default version of the document. */
  readonly automationDefinitionArn: string;
  /**
   * What a permission to start it names. AWS's guide names the document, its own policies the definition and the run too.
   *
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
   */
  readonly startedArns: string[];
  /** Restores the settings of the trail. */
  readonly repairRole: NamedRole;
  /** Starts logging by the runbook AWS-ConfigureCloudTrailLogging. */
  readonly startLoggingRole: NamedRole;
  /** By which EventBridge starts the repair. */
  readonly starterRole: NamedRole;
  /** By which EventBridge notifies people. */
  readonly notifierRole: NamedRole;
}

export function repairNames(trail: TrailIdentity): RepairNames {
  const { partition, homeRegion, managementAccountId } = trail;
  const ssm = `arn:${partition}:ssm:${homeRegion}:${managementAccountId}`;
  const role = (purpose: string): NamedRole => {
    const name = nameOf(trail, purpose);
    return { name, arn: `arn:${partition}:iam::${managementAccountId}:role/${name}` };
  };
  const documentName = nameOf(trail, 'repair');
  return {
    documentName,
    documentArn: `${ssm}:document/${documentName}`,
    automationDefinitionArn: `${ssm}:automation-definition/${documentName}:$DEFAULT`,
    startedArns: [
      `${ssm}:document/${documentName}`,
      `${ssm}:automation-definition/${documentName}:$DEFAULT`,
      `${ssm}:automation-execution/*`,
    ],
    repairRole: role('repair'),
    startLoggingRole: role('start-logging'),
    starterRole: role('repair-starter'),
    notifierRole: role('repair-notifier'),
  };
}

/** The ARN of an EventBridge rule beside the trail. */
export function repairRuleArn({ partition, homeRegion, managementAccountId }: TrailIdentity, ruleName: string): string {
  return `arn:${partition}:events:${homeRegion}:${managementAccountId}:rule/${ruleName}`;
}
