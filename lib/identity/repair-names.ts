import { nameOf } from './names';
import type { TrailIdentity } from './trail-identity';

/** An IAM role with a fixed name. */
export interface NamedRole {
  readonly name: string;
  readonly arn: string;
}

/** The names of what repairs a trail, all in the account and home Region of the trail, and all made from its name. */
export interface RepairNames {
  /** What the name of the document starts with. The rest is made of its content: see `nameByContent`. */
  readonly documentNamePrefix: string;
  /**
   * What a permission to start it names. AWS's guide names the document, its own policies the definition and the run too.
   * By the prefix, since the documents of before and after an update are both started while it goes on.
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
  const documentNamePrefix = nameOf(trail, 'repair-');
  return {
    documentNamePrefix,
    startedArns: [
      `${ssm}:document/${documentNamePrefix}*`,
      `${ssm}:automation-definition/${documentNamePrefix}*:$DEFAULT`,
      `${ssm}:automation-execution/*`,
    ],
    repairRole: role('repair'),
    startLoggingRole: role('start-logging'),
    starterRole: role('repair-starter'),
    notifierRole: role('repair-notifier'),
  };
}

/** What is started: the default version of the document, which is the only one that a deployment makes. */
export function automationDefinitionArn(
  { partition, homeRegion, managementAccountId }: TrailIdentity,
  documentName: string,
): string {
  return `arn:${partition}:ssm:${homeRegion}:${managementAccountId}:automation-definition/${documentName}:$DEFAULT`;
}

/** The ARN of an EventBridge rule beside the trail. */
export function repairRuleArn({ partition, homeRegion, managementAccountId }: TrailIdentity, ruleName: string): string {
  return `arn:${partition}:events:${homeRegion}:${managementAccountId}:rule/${ruleName}`;
}
