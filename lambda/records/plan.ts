// What the parts of a run over the state machine leave for one another in the work bucket.
import * as v from 'valibot';
import type { ExpectedChain, Trail, UnvalidatedTrail, ValidationRequest } from '../core';
import type { Sealing } from '../core/model/sealing';
import { formerLocationSchema } from './former-locations';
import { acknowledgedFindingSchema } from './acknowledgement';
import { chainResultSchema } from './chain-result';
import { checkpointSchema } from './checkpoint';
import { findingSchema } from './finding';
import { Format } from './format';
import { storedKeySchema, usedPublicKeysSchema } from './public-key-cache';
import { modeSchema, settingsSchema } from './report';
import { chainFields, listOf, mapOf, number, schemaOf, string, timeRangeSchema, type Immutable } from './schema';

/** The part of a request that is plain data, and not the same for all runs of the functions. */
export type PlainRequest = Omit<ValidationRequest, 'limiter' | 'signal' | 'checkpoints' | 'reportsObjects' | 'seals'>;

const flag = v.optional(v.boolean());
const time = v.optional(number);

const trailSchema = schemaOf<Trail>()(
  v.strictObject({ arn: string, bucket: string, keyPrefix: v.optional(string), organizationId: v.optional(string) }),
);

const expectedChainSchema = schemaOf<ExpectedChain>()(
  v.strictObject({ ...chainFields, since: time, firstBy: time, until: time, hasEnded: flag }),
);

const unvalidatedTrailSchema = schemaOf<UnvalidatedTrail>()(
  v.strictObject({
    arn: string,
    accountIds: v.optional(listOf(string)),
    regions: v.optional(listOf(string)),
    start: time,
    end: time,
  }),
);

const sealingSchema = schemaOf<Sealing>()(
  v.strictObject({ readAgainDays: number, sweptAt: time, lockDays: time, seed: string }),
);

const requestSchema = schemaOf<PlainRequest>()(
  v.strictObject({
    trail: trailSchema,
    window: timeRangeSchema,
    now: number,
    grace: time,
    backfillAllowance: time,
    deliveryAllowance: time,
    retentionStart: time,
    expected: v.optional(listOf(expectedChainSchema)),
    knowsAccounts: flag,
    sweep: flag,
    sealing: v.optional(sealingSchema),
    sampledDay: time,
    isContinued: flag,
    isDedicated: flag,
    acknowledged: v.optional(listOf(acknowledgedFindingSchema)),
    formerLocations: v.optional(listOf(formerLocationSchema)),
    copyOf: v.optional(string),
    unvalidatedTrails: v.optional(listOf(unvalidatedTrailSchema)),
  }),
);

const chainShardSchema = v.strictObject({ ...chainFields, shard: timeRangeSchema });

/** A chain over a time. */
export type PlannedChain = Immutable<v.InferOutput<typeof chainShardSchema>>;

const shardFields = { index: number, chains: listOf(schemaOf<PlannedChain>()(chainShardSchema)) };
const shardSchema = v.strictObject(shardFields);

/** What one execution of the map verifies: some chains, or times of them. */
export type Shard = Immutable<v.InferOutput<typeof shardSchema>>;

const planSchema = v.strictObject({
  runId: string,
  mode: modeSchema,
  request: requestSchema,
  /** By which settings it was planned. A sweep has none: hourly runs may have recorded others by the time of its merge. */
  settings: v.optional(settingsSchema),
  /** What was found when the run was planned. */
  findings: listOf(findingSchema),
  shards: listOf(schemaOf<Shard>()(shardSchema)),
  /** What is more than one execution of the state machine can take in its time; later runs go on there. */
  remaining: listOf(schemaOf<PlannedChain>()(chainShardSchema)),
});

/** What the merge has to know of a run over the state machine. */
export type Plan = Immutable<v.InferOutput<typeof planSchema>>;

const shardInputSchema = v.strictObject({
  ...shardFields,
  request: requestSchema,
  checkpoints: listOf(checkpointSchema),
  /** Public keys that AWS has given, by Region. */
  keys: mapOf(listOf(storedKeySchema)),
});

/** What a shard is verified by: its chains, and what earlier runs have left of them. */
export type ShardInput = Immutable<v.InferOutput<typeof shardInputSchema>>;

const shardResultSchema = v.strictObject({
  index: number,
  /** One for each chain of the shard. */
  results: listOf(chainResultSchema),
  /** The key of the list of its findings, if there are any. */
  findings: v.optional(string),
  /** The key of the list of the objects that it has judged. */
  objects: v.optional(string),
  /** By which keys it has verified digests. */
  publicKeys: v.optional(usedPublicKeysSchema),
});

/** What a shard leaves for the merge. */
export type ShardResult = Immutable<v.InferOutput<typeof shardResultSchema>>;

export const planFormat = new Format(1, schemaOf<Plan>()(planSchema));
export const shardInputFormat = new Format(1, schemaOf<ShardInput>()(shardInputSchema));
export const shardResultFormat = new Format(1, schemaOf<ShardResult>()(shardResultSchema));
