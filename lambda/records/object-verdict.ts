import * as v from 'valibot';
import type { ObjectKind, ObjectVerdict } from '../core';
import { escapeJson } from '../core/format/escape';
import { findingCodeSchema } from './finding';
import { Format } from './format';
import { chainFields, number, objectFields, schemaOf, string, timeTextSchema, type Immutable } from './schema';

const KINDS: readonly ObjectKind[] = ['digest', 'backfill-digest', 'log-file'];
const VERDICTS: readonly ObjectVerdict[] = ['VALID', 'INVALID', 'UNVERIFIED', 'MISSING'];

const fields = {
  ...objectFields,
  ...chainFields,
  kind: v.picklist(KINDS),
  /** Of the response to the GET whose bytes were judged. Left out where none was read, and in a bucket without versions. */
  versionId: v.optional(string),
  /** In bytes, as stored. */
  size: v.optional(number),
  /** By the clock of S3. */
  lastModified: v.optional(timeTextSchema),
  storageClass: v.optional(string),
  verdict: v.picklist(VERDICTS),
  /** Left out for a valid object. */
  code: v.optional(findingCodeSchema),
  /** When it was judged, by the clock of the function. */
  verifiedAt: timeTextSchema,
};

const objectVerdictSchema = v.strictObject({
  ...fields,
  runId: string,
  /** The end of the digest that it is, or that lists it. */
  digestEnd: v.optional(timeTextSchema),
});

/** What a run says of one object: one line in the evidence, for Athena and for people. */
export type ObjectVerdictRecord = Immutable<v.InferOutput<typeof objectVerdictSchema>>;

/** Keys are the attacker's text, so a line is escaped. */
export const objectVerdictLine = new Format(1, schemaOf<ObjectVerdictRecord>()(objectVerdictSchema), {
  toText: escapeJson,
});

const judgedObjectSchema = v.strictObject({
  ...fields,
  /** The partition that it belongs to: `YYYY/MM/DD`. */
  day: string,
  /** The hour that it counts for ends then. */
  digestEnd: number,
});

/** The same before it is evidence: what a shard leaves for the merge, and what waits on disk. */
export type JudgedObjectRecord = Immutable<v.InferOutput<typeof judgedObjectSchema>>;

export const judgedObjectLine = new Format(1, schemaOf<JudgedObjectRecord>()(judgedObjectSchema), {
  toText: escapeJson,
});
