import * as v from 'valibot';
import type { BackfillLink, Checkpoint, OpenItem, PendingLogFile, Segment } from '../core';
import { findingSchema } from './finding';
import { Format } from './format';
import { chainFields, listOf, number, objectFields, schemaOf, string } from './schema';

export const digestLinkSchema = schemaOf<BackfillLink>()(
  v.strictObject({ ...objectFields, start: number, end: number, sha256: string, signature: string }),
);

export const segmentSchema = schemaOf<Segment>()(
  v.strictObject({
    first: digestLinkSchema,
    last: digestLinkSchema,
    jumps: v.optional(listOf(v.strictObject({ from: number, to: number }))),
    previous: v.optional(v.strictObject({ ...objectFields, sha256: string, signature: string })),
  }),
);

export const openItemSchema = schemaOf<OpenItem>()(v.strictObject({ finding: findingSchema, firstSeen: number }));

export const pendingLogFileSchema = schemaOf<PendingLogFile>()(
  v.strictObject({ key: string, lastModified: v.optional(number) }),
);

export const chainEndSchema = v.strictObject({ at: number, eventName: string, who: string });

export const checkpointSchema = schemaOf<Checkpoint>()(
  v.strictObject({
    ...chainFields,
    segments: listOf(segmentSchema),
    backfills: listOf(digestLinkSchema),
    openItems: listOf(openItemSchema),
    pendingLogFiles: listOf(pendingLogFileSchema),
    logFilesAfter: v.optional(string),
    chainEnd: v.optional(chainEndSchema),
    endSearchedTo: v.optional(number),
    sweptTo: v.optional(number),
    sealed: v.optional(v.strictObject({ days: number, files: number, oldestRead: number, listedAt: number })),
    enabledSince: v.optional(number),
    listedAt: v.optional(number),
    expectedSince: v.optional(number),
    location: v.optional(v.strictObject({ bucket: string, keyPrefix: v.optional(string) })),
    retentionStart: v.optional(number),
  }),
);

/** A checkpoint, and how often it was written: so an older item of the table is recognized. */
export interface CountedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly counter: number;
}

export const countedCheckpointSchema = schemaOf<CountedCheckpoint>()(
  v.strictObject({ checkpoint: checkpointSchema, counter: number }),
);

/** The body of a chain's item in the table. */
export const checkpointFormat = new Format<Checkpoint>(1, checkpointSchema);
