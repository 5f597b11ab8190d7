import type { Output } from '../aws/calls';
import type { Place } from '../plan/assembly';
import type { Plan } from '../plan/deployment';
import { arn } from '../plan/resources';
import { couldNotCheck, defineCheck, failed, ok, type Subject, type Verdict } from './check';
import { onTrail } from './grants';
import { ago, HOUR, isoTime, MINUTE } from './times';

type Status = Output<'getTrailStatus'>;

const subjects = ({ trail }: Plan): Subject[] => [
  { name: trail.name, accountId: trail.accountId, region: trail.region, stack: trail.stack },
];

export const TRAIL_LOGGING = defineCheck({
  id: 'trail-logging',
  question: 'Is the trail logging?',
  calls: { getTrailStatus: onTrail },
  subjects,
  async ask(subject, { plan: { trail }, read }) {
    const status = await read('getTrailStatus', subject, { Name: trail.arn });
    if (status.IsLogging === true) return ok(`since ${isoTime(status.StartLoggingTime)}`);
    const command = `aws cloudtrail start-logging --region ${trail.region} --name ${trail.arn}`;
    return failed(`stopped at ${isoTime(status.StopLoggingTime)}`, `find out who stopped it, then: ${command}`);
  },
});

interface Delivery {
  readonly id: string;
  readonly question: string;
  readonly last: (status: Status) => Date | undefined;
  readonly error: (status: Status) => string | undefined;
  /** How old the last one may be. */
  readonly limit: number;
  readonly remedy: string;
}

/** CloudTrail delivers log files about every five minutes, and digests every hour. */
const DELIVERIES: readonly Delivery[] = [
  {
    id: 'log-file-delivery',
    question: 'Does CloudTrail deliver log files into the bucket?',
    last: ({ LatestDeliveryTime }) => LatestDeliveryTime,
    error: ({ LatestDeliveryError }) => LatestDeliveryError,
    limit: 2 * HOUR,
    remedy: 'look at the policies of the log bucket and of its key; "stack-drift" names what differs',
  },
  {
    id: 'digest-delivery',
    question: 'Does CloudTrail deliver digests into the bucket?',
    last: ({ LatestDigestDeliveryTime }) => LatestDigestDeliveryTime,
    error: ({ LatestDigestDeliveryError }) => LatestDigestDeliveryError,
    limit: 3 * HOUR,
    remedy: 'look at the policies of the log bucket and of its key, and that the trail validates log files',
  },
  {
    id: 'log-group-delivery',
    question: 'Does CloudTrail deliver events to the log group?',
    last: ({ LatestCloudWatchLogsDeliveryTime }) => LatestCloudWatchLogsDeliveryTime,
    error: ({ LatestCloudWatchLogsDeliveryError }) => LatestCloudWatchLogsDeliveryError,
    limit: 2 * HOUR,
    remedy: 'look at the role by which CloudTrail writes to the log group; "role-permissions" simulates it',
  },
];

export const TRAIL_DELIVERIES = DELIVERIES.map((delivery) =>
  defineCheck({
    ...{ id: delivery.id, question: delivery.question, subjects },
    calls: { getTrailStatus: onTrail },
    async ask(subject: Subject, { plan: { trail }, read, now }) {
      return verdictOn(delivery, await read('getTrailStatus', subject, { Name: trail.arn }), now());
    },
  }),
);

function verdictOn({ last, error, limit, remedy }: Delivery, status: Status, now: number): Verdict {
  const problem = error(status);
  if (problem) return failed(`the last one failed: ${problem}`, remedy);
  const time = last(status)?.getTime();
  if (time !== undefined && now - time <= limit) return ok(`the last one ${ago(time, now)}`);
  const start = status.StartLoggingTime?.getTime() ?? 0;
  if (now - start <= limit) {
    const due = new Date(start + limit + MINUTE);
    return couldNotCheck(`logging began ${ago(start, now)}, none so far`, `run it again after ${isoTime(due)}`);
  }
  return failed(time === undefined ? 'none so far' : `the last one ${ago(time, now)}`, remedy);
}

const BY_ARN = 'deploy the trail with encryptionKeyArn';

export const TRAIL_KEY = defineCheck({
  id: 'trail-key',
  question: 'Is the key of the trail the one that its alias names, and is it enabled?',
  calls: { getTrail: onTrail, describeKey: onKey },
  subjects: (plan) => (plan.trail.keyId === undefined ? [] : subjects(plan)),
  async ask(subject, { plan: { trail }, read }) {
    const { Trail } = await read('getTrail', subject, { Name: trail.arn });
    const alias = trail.keyId ?? '';
    const { KeyMetadata } = await read('describeKey', placeOfKey(trail), { KeyId: alias });
    const { Arn, KeyState } = KeyMetadata ?? {};
    if (Trail?.KmsKeyId !== Arn) {
      const command = `aws cloudtrail update-trail --region ${trail.region} --name ${trail.arn} --kms-key-id ${alias}`;
      const found = `the trail has ${Trail?.KmsKeyId ?? 'no key'}, ${alias} is ${Arn}`;
      return failed(found, `${command}${alias === Arn ? '' : `; if it does not follow the alias, ${BY_ARN} ${Arn}`}`);
    }
    if (KeyState === 'Enabled') return ok(`${Arn}`);
    return failed(`${Arn} is in state ${KeyState}`, 'cancel its deletion and enable it: aws kms enable-key');
  },
});

/** An alias or a key that is named by its ARN may belong to another account. */
function placeOfKey({ keyId = '', accountId, region }: Plan['trail']): Place {
  const [, , , keyRegion = region, keyAccount = accountId] = keyId.split(':');
  return { accountId: keyAccount, region: keyRegion };
}

function onKey({ trail }: Plan) {
  const { keyId = '', partition } = trail;
  const place = { ...placeOfKey(trail), partition };
  const alias = /alias\/.+$/.exec(keyId)?.[0];
  const { accountId } = place;
  if (alias === undefined) return [{ accountId, resources: [keyId] }];
  const conditions = { StringEquals: { 'kms:RequestAlias': alias } };
  return [{ accountId, resources: [arn('kms', 'key/*', place)], conditions }];
}
