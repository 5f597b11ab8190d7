import * as v from 'valibot';
import { escapeJson } from '../core/format/escape';
import { verdictSchema } from './finding';
import { Format } from './format';
import { modeSchema, routeSchema } from './report';
import { number, schemaOf, string, timeTextSchema, type Immutable } from './schema';

/** `missed`: it was due, and left no report. `expected`: it is the next one that is due. */
export const RUN_STATES = ['done', 'cut-short', 'missed', 'expected'] as const;

const runRecordSchema = v.strictObject({
  mode: modeSchema,
  state: v.picklist(RUN_STATES),
  /** When it began; of one that was missed or is expected, when it was or is due. */
  time: timeTextSchema,
  /** How many runs the line is about: of a long time without runs the first line is about several. */
  count: number,
  ended: v.optional(timeTextSchema),
  route: v.optional(routeSchema),
  verdict: v.optional(verdictSchema),
  /** How many chains, or parts of them, it was to verify and did not. */
  unfinished: v.optional(number),
  /** The run that says so. */
  runId: string,
});

/** What a run says of itself, and of others that were due: one line in the evidence. */
export type RunRecord = Immutable<v.InferOutput<typeof runRecordSchema>>;

export const runRecordLine = new Format(1, schemaOf<RunRecord>()(runRecordSchema), { toText: escapeJson });
