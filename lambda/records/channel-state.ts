import * as v from 'valibot';
import { Format } from './format';
import { number, schemaOf, string, type Immutable } from './schema';

const channelStateSchema = v.strictObject({
  /** When the other account was read first, in milliseconds since 1970. */
  since: number,
  /** Whether everything was as deployed, once. */
  isSettled: v.boolean(),
  /** What was expected then: a hash. */
  expected: string,
  /** The differences of the last reading, each by a hash. */
  seen: v.array(string),
  /** Those that people were notified of. */
  notified: v.array(string),
  notifiedAt: number,
  /** So many readings in a row could not be made. */
  failures: number,
  failureNotifiedAt: number,
});

/** What the reader of the other account keeps from one reading to the next. */
export type ChannelState = Immutable<v.InferOutput<typeof channelStateSchema>>;

export const channelStateFormat = new Format(1, schemaOf<ChannelState>()(channelStateSchema));
