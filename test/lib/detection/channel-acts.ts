// Everything by which somebody who holds one account can take away a part of its way to people: each resource of the channel, by
// each call that the table of protected resources names, with what the call leaves behind.
import { record, type CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { DEPLOYMENT_CALLS } from '../../../lib/detection/alerts/deployment-calls';
import { eventSourceOf, type ProtectedResource } from '../../../lib/protection/protected-resource';
import { PROTECTED_RESOURCES } from '../../../lib/protection/protected-resources';
import type { DeployedPlace } from '../../../lib/shared/deployed-form';
import type { Change } from './found-as-deployed';

/** What a call leaves behind. */
export interface Effect {
  /** What the reading finds. */
  readonly changes?: readonly Change[];
  /** What no event takes its way over any more: rules, roles, and the default bus of a Region. */
  readonly off?: readonly string[];
}

export interface Act extends Required<Effect> {
  readonly name: string;
  /** The Region in which it changes something. */
  readonly region: string;
  /** What CloudTrail records of it; undefined where nothing may be recorded. */
  readonly recorded?: CloudTrailRecord;
  readonly isDeployed: boolean;
}

interface Instance {
  readonly name: string;
  readonly parameters: CloudTrailRecord;
}

interface Row {
  /** Its name in the table of protected resources. */
  readonly resource: string;
  readonly instances: (place: DeployedPlace, roleNames: readonly string[]) => Instance[];
  readonly calls: Readonly<Record<string, (name: string, region: string) => Effect>>;
}

export const ruleOff = (region: string, name: string) => `rule ${name} in ${region}`;
export const roleOff = (name: string) => `role ${name}`;
export const busOff = (region: string) => `default bus in ${region}`;

/** As the reading names a rule. */
const nameOf = ({ name, bus }: { readonly name: string; readonly bus?: string }) =>
  bus === undefined ? name : `${bus}/${name}`;

const nothing = (): Effect => ({});
const change =
  (part: Change['part'], values?: object) =>
  (name: string): Effect => ({
    changes: [{ part, name, values }],
  });
const offRule =
  (values?: object) =>
  (name: string, region: string): Effect => ({
    changes: [{ part: 'rules', name, values }],
    off: [ruleOff(region, name)],
  });
const offRole = (name: string): Effect => ({ off: [roleOff(name)] });
const named = (key: string, names: readonly string[]): Instance[] =>
  names.map((name) => ({ name, parameters: { [key]: name } }));

const ON_RULES = {
  DisableRule: offRule({ state: 'DISABLED' }),
  EnableRule: change('rules', { state: 'ENABLED' }),
  DeleteRule: offRule(),
  PutRule: offRule({ pattern: 'x' }),
  RemoveTargets: offRule({ targets: 'x' }),
  PutTargets: offRule({ targets: 'x' }),
};

const ON_ROLES = {
  CreateRole: nothing,
  DeleteRole: offRole,
  DeleteRolePolicy: offRole,
  DeleteRolePermissionsBoundary: nothing,
  UpdateRole: nothing,
  UpdateRoleDescription: nothing,
  UpdateAssumeRolePolicy: offRole,
  PutRolePolicy: offRole,
  PutRolePermissionsBoundary: offRole,
  AttachRolePolicy: offRole,
  DetachRolePolicy: offRole,
};

export const ROWS: readonly Row[] = [
  {
    resource: 'the topics and their subscriptions',
    instances: ({ topics }) =>
      topics.map(({ arn }) => ({ name: arn, parameters: { topicArn: arn, subscriptionArn: `${arn}:1` } })),
    calls: {
      DeleteTopic: change('topics'),
      SetTopicAttributes: change('topics', { keyArn: '' }),
      AddPermission: change('topics', { policy: 'x' }),
      RemovePermission: change('topics', { policy: 'x' }),
      Unsubscribe: change('topics', { subscriptions: [] }),
      SetSubscriptionAttributes: change('topics', { subscriptions: [] }),
      PutDataProtectionPolicy: nothing,
      Subscribe: nothing,
    },
  },
  {
    resource: 'the alarms',
    instances: ({ alarms }) =>
      alarms.map(({ name }) => ({ name, parameters: { alarmName: name, alarmNames: [name] } })),
    calls: {
      DeleteAlarms: change('alarms'),
      DisableAlarmActions: change('alarms', { actions: 'x' }),
      SetAlarmState: nothing,
      PutMetricAlarm: change('alarms', { definition: 'x' }),
      PutCompositeAlarm: change('alarms', { definition: 'x' }),
      PutLogAlarm: change('alarms', { definition: 'x' }),
      PutAlarmMuteRule: nothing,
    },
  },
  {
    resource: 'the EventBridge rules that alert and repair',
    instances: ({ rules }) =>
      rules.map(({ name, bus }) => ({
        name: nameOf({ name, bus }),
        parameters: { name, rule: name, ...(bus !== undefined && { eventBusName: bus }) },
      })),
    calls: ON_RULES,
  },
  {
    resource: 'the default event bus',
    instances: () => [
      { name: 'default', parameters: { name: 'default', destination: { arn: 'x:event-bus/default' } } },
    ],
    // With a key that is taken away afterwards.
    calls: { UpdateEventBus: (_, region) => ({ off: [busOff(region)] }), StartReplay: nothing },
  },
  {
    resource: 'the policy of the default event bus',
    instances: () => named('eventBusName', ['default']),
    calls: { PutPermission: nothing },
  },
  {
    resource: 'the event bus on which the alerts of the other account arrive',
    instances: ({ buses }) =>
      named(
        'name',
        buses.map(({ name }) => name),
      ),
    calls: { DeleteEventBus: change('buses'), UpdateEventBus: nothing },
  },
  {
    resource: 'the policy of this event bus',
    instances: ({ buses }) =>
      named(
        'eventBusName',
        buses.map(({ name }) => name),
      ),
    calls: { PutPermission: change('buses', { policy: 'x' }), RemovePermission: change('buses', { policy: 'x' }) },
  },
  {
    resource: 'the keys of the trail, the archive, the topics and the validator',
    instances: ({ keys }) =>
      named(
        'keyId',
        keys.map(({ alias }) => alias),
      ),
    calls: {
      ScheduleKeyDeletion: change('keys', { isEnabled: false }),
      DisableKey: change('keys', { isEnabled: false }),
      DisableKeyRotation: nothing,
      PutKeyPolicy: change('keys', { policy: 'x' }),
      RevokeGrant: nothing,
      DeleteImportedKeyMaterial: change('keys', { isEnabled: false }),
      ReplicateKey: nothing,
      UpdatePrimaryRegion: nothing,
    },
  },
  {
    resource: 'the aliases of the keys',
    instances: ({ keys }) =>
      named(
        'aliasName',
        keys.map(({ alias }) => alias),
      ),
    calls: { DeleteAlias: change('keys'), UpdateAlias: change('keys', { arn: 'x' }) },
  },
  {
    resource: 'the roles of this library and the roles that it exempts',
    instances: (_, roleNames) =>
      named(
        'roleName',
        roleNames.filter((name) => !name.startsWith('read-')),
      ),
    calls: ON_ROLES,
  },
  {
    resource: 'the roles by which log files are read, and by which each account reads the other',
    instances: (_, roleNames) =>
      named(
        'roleName',
        roleNames.filter((name) => name.startsWith('read-')),
      ),
    calls: ON_ROLES,
  },
];

export const resourceOf = (row: Row): ProtectedResource =>
  PROTECTED_RESOURCES.find(({ name }) => name === row.resource)!;

const DEPLOYED = new Set(Object.values(DEPLOYMENT_CALLS).flat());
const BY_CLOUDFORMATION = { type: 'AssumedRole', invokedBy: 'cloudformation.amazonaws.com' };

/** In one account and Region; calls of IAM are in that of the events of IAM. */
export function actsIn(place: DeployedPlace, roleNames: readonly string[]): Act[] {
  const { accountId, region } = place;
  return [...ROWS.flatMap((row) => actsOn(row)), ...endedByMail(place)];

  function actsOn(row: Row): Act[] {
    const resource = resourceOf(row);
    return row.instances(place, roleNames).flatMap(({ name, parameters }) =>
      Object.entries(row.calls).flatMap(([eventName, effectOf]) => {
        const { changes = [], off = [] } = effectOf(name, region);
        const fields = { requestParameters: parameters, recipientAccountId: accountId, awsRegion: region };
        const recorded = record(eventSourceOf(resource), eventName, fields);
        const act: Act = { name: `${eventName} ${name}`, region, changes, off, recorded, isDeployed: false };
        const deployed = { ...act, recorded: { ...recorded, userIdentity: BY_CLOUDFORMATION }, isDeployed: true };
        // What changes nothing takes nothing away.
        return DEPLOYED.has(eventName) && takesAway(place, act) ? [act, deployed] : [act];
      }),
    );
  }
}

function takesAway({ rules }: DeployedPlace, { changes, off }: Act): boolean {
  const isAsBefore = ({ part, name, values }: Change) =>
    part === 'rules' &&
    rules.some((rule) => nameOf(rule) === name && rule.state === (values as { state?: string })?.state);
  return off.length > 0 || changes.some((each) => !isAsBefore(each));
}

/** The link in a mail makes no call that is known to be recorded. */
function endedByMail({ topics, region }: DeployedPlace): Act[] {
  return topics.flatMap(({ arn, subscriptions = [] }) =>
    subscriptions.length === 0
      ? []
      : [
          {
            ...{ name: `unsubscribed by the link in a mail from ${arn}`, region, off: [], isDeployed: false },
            changes: [{ part: 'topics' as const, name: arn, values: { subscriptions: [] } }],
          },
        ],
  );
}
