import {
  acknowledgementsOf,
  dueUntil,
  FINDINGS,
  findChain,
  lastVerifiedEnd,
  summarize,
  worstVerdict,
  type ChainResult,
  type Finding,
  type ValidationRequest,
  type Verdict,
} from '../core';
import { graceOf } from '../core/format/due';
import { addSealed } from '../core/model/result';
import type { CountedCheckpoint } from '../records/checkpoint';
import { chainName } from '../records/checkpoint-store';
import { groupName, type FindingGroup } from '../records/finding-groups';
import type { Report, ReportLocation } from '../records/report';
import type { RunClients } from './clients';
import { isTransient } from './findings';
import { passedSince, type EarlierFindings } from './passed';
import type { FinishedRun } from './finished-run';
import { metricsOf, volumeOf } from './run-metrics';
import { namesOf, remainingOf, unfinishedOf } from './unfinished';

export interface RunSummary {
  readonly verdict: Verdict;
  readonly evidence: ReportLocation;
  /** What was to be verified and is not, by name: the next run goes on there. */
  readonly unfinished: readonly string[];
}

/** Leaves the evidence of a run, and has it published. */
export async function finishRun({ reports, publisher }: RunClients, run: FinishedRun): Promise<RunSummary> {
  const { findings, state } = run;
  const { file } = findings;
  try {
    await carryOver(run);
    const stored = await file.finish();
    const report = reportOf(run);
    const link = await reports.write(report, stored && { ...stored, count: file.count }, state.position);
    const evidence = { bucket: reports.bucketName, key: link.key };
    await publisher?.invoke({ evidence });
    return { verdict: report.verdict, evidence, unfinished: namesOf(unfinishedOf(run)) };
  } finally {
    await file.remove();
  }
}

function reportOf(run: FinishedRun): Omit<Report, 'findings' | 'previous'> {
  const { mode, route, times, request, results, writer, state } = run;
  const { now, runId } = times;
  const groups = groupsOf(run);
  const { counts, due, verdict } = summarize(results, request);
  const checkpoints = writer.checkpoints();
  const hasEnded = (checkpoint: CountedCheckpoint) => needsNoDigests(checkpoint, request, now);
  return {
    trailArn: request.trail.arn,
    runId,
    mode,
    route,
    time: now,
    firstRunTime: state.firstRunTime,
    duration: times.elapsed(),
    // What shards found open hours ago may be closed or acknowledged by now: groups have it as it is known now.
    verdict: worstVerdict(route === 'map' ? 'VALID' : verdict, ...new Set(groups.map(({ severity }) => severity))),
    counts,
    due,
    metrics: metricsOf(results, { counts, groups, checkpoints, now, grace: graceOf(request), hasEnded }),
    unfinished: remainingOf(run),
    groups,
    passed: passedSince(state.earlier, groups, now),
    acknowledged: request.acknowledged ?? [],
    ...sweptAtOf(run),
    ...sealedOf(results),
    volume: volumeOf(results, state.volume),
    ...(state.organization !== undefined && { organization: state.organization }),
    checkpoints,
  };
}

/** A sweep is complete once nothing of it remains, which may be in one of the hourly runs that resume it. */
function sweptAtOf({ mode, times, state, writer, failed = [], remaining = [] }: FinishedRun): { sweptAt?: number } {
  const wasUnderWay = mode === 'sweep' || state.isSweepUnfinished;
  const isComplete = writer.remainingSweeps().length + (mode === 'sweep' ? failed.length + remaining.length : 0) === 0;
  const sweptAt = wasUnderWay && isComplete ? times.now : state.sweptAt;
  return sweptAt === undefined ? {} : { sweptAt };
}

function sealedOf(results: readonly ChainResult[]): Pick<Report, 'sealed'> {
  const sealed = results.map((result) => result.sealed).reduce(addSealed, undefined);
  return sealed === undefined ? {} : { sealed };
}

function needsNoDigests({ checkpoint }: CountedCheckpoint, request: ValidationRequest, now: number): boolean {
  const expected = findChain(request.expected, checkpoint);
  return checkpoint.chainEnd !== undefined || dueUntil(expected, lastVerifiedEnd(checkpoint)) < now;
}

/** All that is open, folded. */
function groupsOf({ findings, results, state }: FinishedRun): FindingGroup[] {
  const unstored = new Set(
    results.flatMap((result) => (result.lastVerifiedLimit === undefined ? [] : chainName(result))),
  );
  return findings.groups.sorted().map((group) => {
    const { accountId = '', region = '' } = group;
    if (FINDINGS[group.code].closedBy === 'next-run') return withFirstSeen(group, lastOf(state.earlier));
    return unstored.has(chainName({ accountId, region })) ? { ...group, isUnstored: true } : group;
  });
}

/** A sweep over the state machine says nothing of what hourly runs leave undone, so its report is passed over. */
function lastOf({ groups, passed }: EarlierFindings): readonly FindingGroup[] {
  const since = Math.max(...passed.map(({ overSince }) => overSince));
  return [...groups, ...passed.filter(({ overSince }) => overSince === since)];
}

/** What is no open item is as old as the row of reports that hold it. */
function withFirstSeen(group: FindingGroup, before: readonly FindingGroup[]): FindingGroup {
  const earlier = before.find((other) => groupName(other) === groupName(group));
  return earlier === undefined ? group : { ...group, firstSeen: Math.min(group.firstSeen, earlier.firstSeen) };
}

/** The transient findings of the report before, about chains that this run did not reach, still hold as far as anyone knows. */
async function carryOver(run: FinishedRun): Promise<void> {
  const { mode, route, results, request, state, findings } = run;
  const isSweep = mode === 'sweep' && route === 'map';
  const isUnseen = ({ shard }: ChainResult) => isSweep || shard.end < request.window.end;
  const unseen = new Set(results.filter(isUnseen).map(chainName));
  for (const { example, firstSeen, accountId = '', region = '' } of state.earlier.groups) {
    const isUnvisited = region !== '' && (isSweep || unseen.has(chainName({ accountId, region })));
    const holds = isUnvisited && isTransient(example) && !isSettled(example, request);
    if (holds) await findings.addOnce({ ...example, firstSeen });
  }
}

function isSettled(finding: Finding, request: ValidationRequest): boolean {
  return finding.severity === 'NOTICE' || acknowledgementsOf(request).cover({ ...finding, firstSeen: undefined });
}
