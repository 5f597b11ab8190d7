import * as v from 'valibot';
import { acknowledgedFindingSchema } from './acknowledgement';
import { countsSchema, sealedSchema } from './chain-result';
import { countedCheckpointSchema } from './checkpoint';
import { verdictSchema } from './finding';
import { findingGroupSchema, passedGroupSchema } from './finding-groups';
import { Format } from './format';
import { chainFields, listOf, number, schemaOf, string, timeRangeSchema, type Immutable } from './schema';

export const modeSchema = v.picklist(['hourly', 'sweep']);

/** An hourly run goes on from the checkpoints; a sweep verifies everything that is kept once more. */
export type Mode = v.InferOutput<typeof modeSchema>;

const linkSchema = v.strictObject({ key: string, sha256: string });

/** An earlier report, by its hash: none can be taken out of the row. */
export type ReportLink = Immutable<v.InferOutput<typeof linkSchema>>;

const metricsSchema = v.strictObject({
  verified: number,
  tampered: number,
  unverified: number,
  oldestUnverifiedAge: number,
  chains: number,
  staleChains: number,
  unreadableChains: number,
  /** Of the chain that is furthest behind. */
  lastVerifiedDigestAge: number,
});

/** The values of the metrics of a run. Ages are in milliseconds. */
export type RunMetrics = Immutable<v.InferOutput<typeof metricsSchema>>;

const volumeSchema = v.strictObject({ objects: number, chainHours: number });

/** How many objects so many hours of chains have held, for the estimate of the next run. */
export type Volume = Immutable<v.InferOutput<typeof volumeSchema>>;

const unfinishedChainSchema = v.strictObject({
  ...chainFields,
  from: number,
  /** Only the sweep of it is unfinished: all open items were looked at. */
  isSweep: v.boolean(),
});

/** What a run did not get to of a chain. A later run goes on there. */
export type UnfinishedChain = Immutable<v.InferOutput<typeof unfinishedChainSchema>>;

const organizationSchema = v.strictObject({
  answeredAt: number,
  /** Active members. */
  members: listOf(v.strictObject({ accountId: string, joined: v.optional(number) })),
  /** Accounts with chains that were no active members. */
  ended: listOf(string),
});

/** The last answer of AWS Organizations, for runs that it does not answer. */
export type OrganizationAnswer = Immutable<v.InferOutput<typeof organizationSchema>>;

const reportSchema = v.strictObject({
  trailArn: string,
  runId: string,
  mode: modeSchema,
  route: v.picklist(['lambda', 'map']),
  time: number,
  /** When the first run of all was. */
  firstRunTime: number,
  /** Milliseconds. */
  duration: number,
  verdict: verdictSchema,
  counts: countsSchema,
  due: timeRangeSchema,
  metrics: metricsSchema,
  unfinished: listOf(unfinishedChainSchema),
  groups: listOf(findingGroupSchema),
  /** What was open in the last days and is not any more. */
  passed: listOf(passedGroupSchema),
  /** The full list of findings; left out where there is none. */
  findings: v.optional(v.strictObject({ key: string, sha256: string, count: number })),
  /** What persons have acknowledged. */
  acknowledged: listOf(acknowledgedFindingSchema),
  /** When the last sweep was complete; undefined if none was. */
  sweptAt: v.optional(number),
  /** What a sweep did not read, since its listing is equal to its seal at the time of the report; `oldestRead`: when bytes of it were last read. */
  sealed: v.optional(sealedSchema),
  volume: volumeSchema,
  organization: v.optional(organizationSchema),
  /** All checkpoints, so that the table can be compared with them. */
  checkpoints: listOf(countedCheckpointSchema),
  previous: v.optional(linkSchema),
});

/** What a run leaves behind as evidence. Times are in milliseconds since 1970. */
export type Report = Immutable<v.InferOutput<typeof reportSchema>>;

export const reportFormat = new Format(1, schemaOf<Report>()(reportSchema));

/** Where a report is. */
export interface ReportLocation {
  readonly bucket: string;
  readonly key: string;
}
