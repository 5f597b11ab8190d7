// What is taken from an event of CloudTrail: a fixed list of fields. Whoever makes a call chooses much of its event, so
// request parameters are never shown as they are: names of resources alone.
import { isRecord, textAt } from './fields';
import { principalOf } from './principal';
import { urgencyOf } from './urgency';

/** One event, as far as people read of it. */
export interface Activity {
  /** When the log group received it, in milliseconds. */
  readonly received: number;
  /** When it happened, as CloudTrail writes it. */
  readonly time: string;
  readonly principal: string;
  /** The service and the call, for example `iam.amazonaws.com CreateUser`. */
  readonly call: string;
  readonly accountId: string;
  readonly region: string;
  readonly address: string;
  readonly resources: readonly string[];
  /** Why it was refused or failed; undefined where it was done. */
  readonly errorCode?: string;
  /** Why people are notified of it at once, whatever the profile. */
  readonly urgency: readonly string[];
}

/** A line of the log group. */
export interface LogLine {
  readonly timestamp: number;
  readonly message: string;
}

/** The event of a line; undefined where the line is no event of CloudTrail. */
export function toActivity({ timestamp, message }: LogLine, ownNames: readonly string[]): Activity | undefined {
  const event = parse(message);
  if (event === undefined) return undefined;
  const errorCode = textAt(event, 'errorCode') ?? failureOf(event);
  return {
    received: timestamp,
    time: textAt(event, 'eventTime') ?? '',
    principal: principalOf(event),
    call: `${textAt(event, 'eventSource') ?? 'unknown'} ${textAt(event, 'eventName') ?? 'unknown'}`,
    accountId: textAt(event, 'recipientAccountId') ?? textAt(event, 'userIdentity', 'accountId') ?? 'unknown',
    region: textAt(event, 'awsRegion') ?? 'unknown',
    address: textAt(event, 'sourceIPAddress') ?? 'unknown',
    resources: resourcesOf(event),
    ...(errorCode !== undefined && { errorCode }),
    urgency: urgencyOf(event, ownNames),
  };
}

function parse(message: string): Record<string, unknown> | undefined {
  try {
    const event: unknown = JSON.parse(message);
    return isRecord(event) && textAt(event, 'eventName') !== undefined ? event : undefined;
  } catch {
    return undefined;
  }
}

/** The console reports a denied sign-in as the response. */
function failureOf(event: Record<string, unknown>): string | undefined {
  const name = textAt(event, 'eventName') ?? '';
  return textAt(event, 'responseElements', name) === 'Failure' ? 'Failure' : undefined;
}

/** The request parameters that name what a call is about. */
const NAMING = [
  ...['userName', 'roleName', 'groupName', 'policyName', 'policyArn', 'instanceProfileName'],
  ...['bucketName', 'keyId', 'aliasName', 'name', 'trailName', 'logGroupName', 'accountId', 'policyId', 'targetId'],
  ...['groupId', 'vpcId', 'subnetId', 'routeTableId', 'networkAclId', 'internetGatewayId', 'customerGatewayId'],
  ...['vpcPeeringConnectionId', 'configurationRecorderName', 'deliveryChannelName', 'configRuleName', 'detectorId'],
];

/** The resources of an event, as CloudTrail lists them or as its parameters name them. */
function resourcesOf(event: Record<string, unknown>): string[] {
  const listed = Array.isArray(event.resources) ? (event.resources as unknown[]) : [];
  const arns = listed.flatMap((resource) => textAt(resource, 'ARN') ?? []);
  const named = NAMING.flatMap((name) => {
    const value = textAt(event, 'requestParameters', name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return [...new Set(arns.length > 0 ? arns : named)].slice(0, MOST_RESOURCES);
}

const MOST_RESOURCES = 5;
