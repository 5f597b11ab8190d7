import * as v from 'valibot';
import type { ChainResult, Counts, SealedTally } from '../core';
import { chainEndSchema, digestLinkSchema, openItemSchema, pendingLogFileSchema, segmentSchema } from './checkpoint';
import { verdictSchema } from './finding';
import { chainFields, listOf, number, schemaOf, string, timeRangeSchema } from './schema';

const tallySchema = v.strictObject({ valid: number, invalid: number, unverified: number });

export const countsSchema = schemaOf<Counts>()(
  v.strictObject({
    digests: tallySchema,
    backfillDigests: tallySchema,
    logFiles: tallySchema,
    pendingLogFiles: number,
    expired: number,
    otherTrails: number,
  }),
);

export const sealedSchema = schemaOf<SealedTally>()(
  v.strictObject({ days: number, files: number, oldestRead: number }),
);

export const chainResultSchema = schemaOf<ChainResult>()(
  v.strictObject({
    ...chainFields,
    shard: timeRangeSchema,
    verdict: verdictSchema,
    counts: countsSchema,
    covered: v.optional(timeRangeSchema),
    segments: listOf(segmentSchema),
    backfills: listOf(digestLinkSchema),
    lastListed: v.optional(number),
    firstLogFile: v.optional(number),
    openItems: listOf(openItemSchema),
    lastVerifiedLimit: v.optional(number),
    pendingLogFiles: listOf(pendingLogFileSchema),
    chainEnd: v.optional(chainEndSchema),
    endSearchedTo: v.optional(number),
    logFilesBefore: string,
    sealed: v.optional(sealedSchema),
  }),
);
