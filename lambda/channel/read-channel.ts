// One reading of the other account: what is there, what people are notified of, what is kept for the next.
import { NOTHING_READ } from '../../lib/shared/contract';
import { hashOf, type DeployedPlace } from '../../lib/shared/deployed-form';
import type { ChannelAws } from '../aws/channel/clients';
import { toAwsError } from '../aws/errors';
import { channelStateFormat, type ChannelState } from '../records/channel-state';
import { RecordError } from '../records/format';
import { compare } from './compare';
import { firstState, judge, type Reading } from './judge';
import { differencesMessage, failuresMessage } from './message';
import type { Settings } from './settings';

/** What became of a reading, for the log. */
export interface Read {
  readonly places: number;
  readonly differences: number;
  readonly failures: number;
  readonly messages: number;
}

export async function readChannel(
  aws: ChannelAws,
  settings: Settings,
  places: readonly DeployedPlace[],
  time: number,
): Promise<Read> {
  const reading = await readAll(aws, settings.role, places, time);
  const { differences, failures, next } = judge(await stateBefore(aws, settings, time), reading);
  const messages = [
    ...(differences.length > 0 ? [differencesMessage(differences, settings)] : []),
    ...(failures.length > 0 ? [failuresMessage(failures, settings)] : []),
  ];
  // What could not be sent is not kept as sent.
  for (const { subject, body } of messages) await aws.sendMessage(subject, body);
  await aws.keep(channelStateFormat.stringify(next, settings.parameter));
  return {
    places: places.length,
    differences: reading.differences.length,
    failures: reading.failures.length,
    messages: messages.length,
  };
}

/** A place that can't be read keeps no other from being read. */
async function readAll(
  aws: ChannelAws,
  role: string,
  places: readonly DeployedPlace[],
  time: number,
): Promise<Reading> {
  const [differences, failures] = [[] as Reading['differences'][number][], [] as Reading['failures'][number][]];
  for (const place of places) {
    try {
      differences.push(...compare(place, await aws.read(role, place)));
    } catch (error) {
      const { code, message } = toAwsError(error);
      failures.push({ accountId: place.accountId, region: place.region, reason: `${code}: ${message}` });
    }
  }
  return { time, expected: hashOf(places), differences, failures };
}

/** Undefined where what was kept is no record. */
async function stateBefore(aws: ChannelAws, { parameter }: Settings, time: number): Promise<ChannelState | undefined> {
  const text = await aws.keptText();
  if (text === NOTHING_READ) return firstState(time);
  try {
    return channelStateFormat.parse(text, parameter);
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}
