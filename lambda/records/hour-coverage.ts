import * as v from 'valibot';
import { escapeJson } from '../core/format/escape';
import { Format } from './format';
import { chainFields, number, schemaOf, string, timeTextSchema, type Immutable } from './schema';

/** From the best to the worst: of several, the last one holds. */
export const HOUR_STATES = ['no-digest-due', 'verified', 'unverified', 'missing', 'tampered'] as const;

export type HourState = (typeof HOUR_STATES)[number];

const hourCoverageSchema = v.strictObject({
  ...chainFields,
  /** The beginning of the hour in which the digest ends. */
  hour: timeTextSchema,
  state: v.picklist(HOUR_STATES),
  /** How many digests of the hour, and log files that they list, the run has judged. */
  digests: number,
  logFiles: number,
  runId: string,
});

/** What a run says of one hour of an account in a Region: one line in the evidence. */
export type HourCoverageRecord = Immutable<v.InferOutput<typeof hourCoverageSchema>>;

export const hourCoverageLine = new Format(1, schemaOf<HourCoverageRecord>()(hourCoverageSchema), escapeJson);
