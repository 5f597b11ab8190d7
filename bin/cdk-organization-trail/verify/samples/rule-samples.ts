import type { Place } from '../plan/assembly';
import type { Plan } from '../plan/deployment';
import { asItsPatternSays, CHANNEL_EVENTS, forwarded, heartbeats } from './channel-samples';
import { isOfDeployments } from './deployed-calls';
import { eventOf } from './event-bridge';
import { objectCreated, objectDeleted } from './object-events';
import { aboutTrail } from './placeholders';
import { HOME_REGION, LOG_ARCHIVE_ACCOUNT, MANAGEMENT_ACCOUNT, WHO, type CloudTrailRecord } from './record';
import { REPAIR_SAMPLES } from './repair-samples';
import { ROLE_ACCOUNT, ROLE_SAMPLES } from './role-samples';
import { sampleSet } from './sample-set';
import { STACK, TAMPER_SAMPLES, TRAIL_KEY, type TamperSamples } from './tamper-samples';

/** An event, and whether a rule is to match it. */
export interface EventSample {
  readonly name: string;
  readonly event: object;
  readonly isFound: boolean;
}

interface Events {
  readonly found: Readonly<Record<string, object>>;
  readonly nearMisses: Readonly<Record<string, object>>;
}

const calls = (records: Readonly<Record<string, CloudTrailRecord>>) =>
  Object.fromEntries(Object.entries(records).map(([name, record]) => [name, eventOf(record)]));

/** Those of an alert that reports each call at once, of one that gathers refused calls, and of one for deployments. */
const TAMPER_EVENTS: Readonly<Record<string, Events>> = Object.fromEntries(
  Object.entries(TAMPER_SAMPLES).flatMap(([name, samples]): [string, Events][] => [
    [name, atOnce(samples)],
    [`${name}-refused`, refusedOf(samples)],
    [`${name}-deployed`, deployedOf(samples)],
  ]),
);

type Calls = Readonly<Record<string, CloudTrailRecord>>;

function atOnce({ raising, nearMisses }: TamperSamples): Events {
  const succeeded = where(raising, (call) => !hasFailed(call));
  const byCloudFormation = deployed(succeeded);
  return {
    found: calls({ ...succeeded, ...where(byCloudFormation, (call) => !isOfDeployments(call)) }),
    nearMisses: calls({
      ...nearMisses,
      ...where(raising, hasFailed),
      ...where(byCloudFormation, isOfDeployments),
    }),
  };
}

function refusedOf({ raising, nearMisses }: TamperSamples): Events {
  const succeeded = where(raising, (call) => !hasFailed(call));
  const refused = (samples: Calls) => named('refused', samples, { errorCode: 'AccessDenied' });
  return {
    found: calls({ ...where(raising, hasFailed), ...refused(succeeded) }),
    nearMisses: calls({ ...refused(nearMisses), ...succeeded }),
  };
}

function deployedOf({ raising, nearMisses }: TamperSamples): Events {
  const byCloudFormation = deployed(where(raising, (call) => !hasFailed(call)));
  return {
    found: calls(where(byCloudFormation, isOfDeployments)),
    nearMisses: calls({
      ...raising,
      ...deployed(nearMisses),
      ...where(byCloudFormation, (call) => !isOfDeployments(call)),
    }),
  };
}

function deployed(samples: Calls): Calls {
  return named('by CloudFormation', samples, {
    userIdentity: { ...WHO.role, invokedBy: 'cloudformation.amazonaws.com' },
  });
}

function hasFailed({ errorCode }: CloudTrailRecord): boolean {
  return errorCode !== undefined;
}

function where(samples: Calls, isMeant: (call: CloudTrailRecord) => boolean): Calls {
  return Object.fromEntries(Object.entries(samples).filter(([, call]) => isMeant(call)));
}

function named(how: string, samples: Calls, fields: CloudTrailRecord): Calls {
  return Object.fromEntries(Object.entries(samples).map(([name, call]) => [`${name}, ${how}`, { ...call, ...fields }]));
}

const log = `trail-logs-${LOG_ARCHIVE_ACCOUNT}-${HOME_REGION}`;
const evidence = `${log}-evidence`;
const other = 'some-bucket';

const ALERTS: Readonly<Record<string, Events>> = {
  ...TAMPER_EVENTS,
  ValidationKeyTampering: {
    found: { ...TAMPER_EVENTS.KeyTampering.found, ...TAMPER_EVENTS['KeyTampering-refused'].found },
    nearMisses: calls(TAMPER_SAMPLES.KeyTampering.nearMisses),
  },
  ...REPAIR_SAMPLES,
  ExecutionRoleUse: ROLE_SAMPLES,
  LogFileDeletion: {
    found: {
      'a log file deleted': objectDeleted({ bucketName: log, reason: 'DeleteObject' }),
      'evidence deleted': objectDeleted({ bucketName: evidence, reason: 'DeleteObject' }),
      'deleted, for no reason given': objectDeleted({ bucketName: log }),
    },
    nearMisses: {
      'deleted by the lifecycle': objectDeleted({ bucketName: log, reason: 'Lifecycle Expiration' }),
      'deleted in another bucket': objectDeleted({ bucketName: other, reason: 'DeleteObject' }),
      'a log file delivered': objectCreated({ bucketName: log }),
    },
  },
  AlarmFallback: {
    found: { 'an alarm that is reported': alarmEvent('organization-trail-VpcChanges', 'ALARM') },
    nearMisses: {
      'the alarm is over': alarmEvent('organization-trail-VpcChanges', 'OK'),
      'an alarm that people get directly': alarmEvent('organization-trail-CloudTrailChanges', 'ALARM'),
      'an alarm of somebody else': alarmEvent('another-VpcChanges', 'ALARM'),
    },
  },
  FindingsAcknowledged: {
    found: {
      'an acknowledgement': objectCreated({ bucketName: evidence, key: 'organization-trail/acknowledgements/1.json' }),
    },
    nearMisses: {
      'a report': objectCreated({ bucketName: evidence, key: 'organization-trail/reports/2026/03/02/1.json' }),
      'an acknowledgement elsewhere': objectCreated({
        ...{ bucketName: other, key: 'organization-trail/acknowledgements/1.json' },
      }),
    },
  },
};

const EVENTS: Readonly<Record<string, Events>> = {
  ...ALERTS,
  ...Object.fromEntries(Object.entries(ALERTS).map(([name, events]) => [`${name}-forward`, forwarded(events)])),
  ...CHANNEL_EVENTS,
};

const ABOUT_KEYS = ['KeyTampering', 'KeyTampering-refused', 'KeyTampering-forward'].map((name) => EVENTS[name]);
/** A change of the state of an alarm. */
function alarmEvent(alarmName: string, value: string): object {
  return {
    version: '0',
    id: '0b6a2f0e-3f0b-4f4e-9d0a-3b8f6a1c2d02',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: MANAGEMENT_ACCOUNT,
    time: '2026-03-02T08:15:00Z',
    region: HOME_REGION,
    resources: [`arn:aws:cloudwatch:${HOME_REGION}:${MANAGEMENT_ACCOUNT}:alarm:${alarmName}`],
    detail: { alarmName, state: { value, timestamp: '2026-03-02T08:15:00.000+0000' }, previousState: { value: 'OK' } },
  };
}

/** The sample events of a rule, as they arrive in its place; none for one that the library does not make. */
export function ruleSamples(plan: Plan, ruleName: string, { accountId: account, region }: Place, pattern: object) {
  const samples = heartbeats(pattern) ?? sampleSet(EVENTS, ruleName);
  if (samples === undefined) return [];
  const { found, nearMisses } = aboutTrail(plan, samples, {
    ...{ ...keyIn(pattern), ...stackIn(pattern) },
    [ROLE_ACCOUNT]: account,
  });
  const isAboutAnyKey = ABOUT_KEYS.includes(samples) && keyArnsOf(pattern).length === 0;
  const arriving = (events: object, isFound: boolean): EventSample[] =>
    Object.entries(events).map(([name, event]) => ({
      ...{ name, isFound },
      event: asItsPatternSays(pattern, { ...(event as object), account, region }),
    }));
  return [
    ...arriving(found, true),
    // Where keys of other stacks are not known, a call about any key alerts.
    ...arriving(nearMisses, false).filter(({ name }) => !isAboutAnyKey || !name.includes('another')),
  ];
}

/** One of the keys that a pattern watches, in place of the one in the samples. */
function keyIn(pattern: object): Record<string, string> {
  const [keyArn] = keyArnsOf(pattern);
  if (keyArn === undefined) return {};
  return { [TRAIL_KEY.keyArn]: keyArn, [TRAIL_KEY.keyId]: keyArn.slice(keyArn.lastIndexOf('/') + 1) };
}

function keyArnsOf(pattern: object): string[] {
  return alternativesOf(pattern)
    .flatMap(({ resources }) => resources?.ARN ?? [])
    .filter((arn) => typeof arn === 'string');
}

/** One of the stacks that a pattern watches, in place of the one in the samples. */
function stackIn(pattern: object): Record<string, string> {
  const names = alternativesOf(pattern).flatMap(({ requestParameters }) => requestParameters?.stackName ?? []);
  const name = names.find((matcher) => typeof matcher === 'string');
  return name === undefined ? {} : { [STACK]: name };
}

interface Alternative {
  readonly resources?: { readonly ARN?: readonly unknown[] };
  readonly requestParameters?: { readonly stackName?: readonly unknown[] };
}

function alternativesOf(pattern: object): readonly Alternative[] {
  return (pattern as { detail?: { $or?: readonly Alternative[] } }).detail?.$or ?? [];
}
