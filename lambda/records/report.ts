import * as v from 'valibot';
import { acknowledgedFindingSchema } from './acknowledgement';
import { countsSchema, sealedSchema } from './chain-result';
import { countedCheckpointSchema } from './checkpoint';
import { verdictSchema } from './finding';
import { findingGroupSchema, passedGroupSchema } from './finding-groups';
import { Format } from './format';
import { usedPublicKeysSchema } from './public-key-cache';
import { chainFields, listOf, number, schemaOf, string, timeRangeSchema, type Immutable } from './schema';

export const modeSchema = v.picklist(['hourly', 'sweep']);

/** An hourly run goes on from the checkpoints; a sweep verifies everything that is kept once more. */
export type Mode = v.InferOutput<typeof modeSchema>;

export const routeSchema = v.picklist(['lambda', 'map']);

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

export const organizationSchema = v.strictObject({
  answeredAt: number,
  /** Active members. */
  members: listOf(v.strictObject({ accountId: string, joined: v.optional(number) })),
  /** Accounts with chains that were no active members. */
  ended: listOf(string),
});

/** The last answer of AWS Organizations, for runs that it does not answer. */
export type OrganizationAnswer = Immutable<v.InferOutput<typeof organizationSchema>>;

const listSchema = v.strictObject({ key: string, sha256: string, count: number });

/** A list in an object of its own beside the report, by its hash. */
export type ListLink = Immutable<v.InferOutput<typeof listSchema>>;

const omittedSchema = v.strictObject({
  /** Chains that a run did not get to. */
  unfinished: number,
  /** Chains of which the sweep alone is unfinished. */
  unfinishedSweeps: number,
  /** What persons have acknowledged, the oldest of it. */
  acknowledged: number,
});

/** How many more there are than lists of a report have room for. */
export type Omitted = Immutable<v.InferOutput<typeof omittedSchema>>;

const lastRunsSchema = v.strictObject({ hourly: v.optional(number), sweep: v.optional(number) });

/** When the last run of each mode began, or was due where that was recorded as missed. */
export type LastRuns = Immutable<v.InferOutput<typeof lastRunsSchema>>;

export const settingsSchema = v.strictObject({
  /** The newest list of them. */
  list: listSchema,
  recordedAt: number,
  values: listOf(v.strictObject({ setting: string, sha256: string })),
  /** Those that are not what the report before says. */
  changed: listOf(string),
});

/** By which settings a run has worked: each by the hash of its value. */
export type SettingsInForce = Immutable<v.InferOutput<typeof settingsSchema>>;

/** What a report says in each version. */
const commonFields = {
  trailArn: string,
  runId: string,
  mode: modeSchema,
  route: routeSchema,
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
  /** What was open in the last days and is not any more. */
  passed: listOf(passedGroupSchema),
  groups: listOf(findingGroupSchema),
  /** The full list of findings; left out where there is none. */
  findings: v.optional(listSchema),
  /** What persons have acknowledged. */
  acknowledged: listOf(acknowledgedFindingSchema),
  /** When the last sweep was complete; undefined if none was. */
  sweptAt: v.optional(number),
  volume: volumeSchema,
  previous: v.optional(linkSchema),
};

const reportSchema = v.strictObject({
  ...commonFields,
  /** Of lists that are longer than a report has room for; left out where none is. */
  omitted: v.optional(omittedSchema),
  /** The list of all checkpoints, so that the table can be compared with them. A report of version 1 has them inside. */
  checkpoints: v.optional(listSchema),
  /** The lists of what the run says of each object, and of each hour. */
  verdicts: v.optional(listOf(listSchema)),
  coverage: v.optional(listOf(listSchema)),
  /** The lists of what the run says of itself, and of runs that were due. */
  runs: v.optional(listOf(listSchema)),
  lastRuns: v.optional(lastRunsSchema),
  settings: v.optional(settingsSchema),
  /** By which keys of CloudTrail digests were verified, and where each came from. */
  publicKeys: v.optional(usedPublicKeysSchema),
  /**
   * What a sweep did not read, since its listing was equal to its seal at the time of the report; `oldestRead`: when bytes of
   * it were last read.
   */
  sealed: v.optional(sealedSchema),
  /** The days before this one were sealed by what runs have recorded, where they could be. */
  sealedTo: v.optional(number),
});

const firstReportSchema = v.strictObject({
  ...commonFields,
  organization: v.optional(organizationSchema),
  checkpoints: listOf(countedCheckpointSchema),
});

/** What a run leaves behind as evidence. Times are in milliseconds since 1970. */
export type Report = Immutable<v.InferOutput<typeof reportSchema>>;

/** A report of version 1. */
export type FirstReport = Immutable<v.InferOutput<typeof firstReportSchema>>;

export const firstReportFormat = new Format(1, schemaOf<FirstReport>()(firstReportSchema));

/** What is in the list of checkpoints since version 2. */
const INSIDE = ['checkpoints', 'organization'];

export const reportFormat = new Format<Report>(2, schemaOf<Report>()(reportSchema), {
  earlier: {
    1: (fields, name) => {
      const first = firstReportFormat.fromFields({ version: 1, ...fields }, name);
      return Object.fromEntries(
        Object.entries(first).filter(([field]) => !INSIDE.includes(field)),
      ) as unknown as Report;
    },
  },
});

/** Where a report is. */
export interface ReportLocation {
  readonly bucket: string;
  readonly key: string;
}

/** A report by its bytes too: what people keep of it apart from the bucket. */
export interface HashedLocation extends ReportLocation {
  /** Hex. */
  readonly sha256: string;
}
