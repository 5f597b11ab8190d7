import {
  acknowledgementsOf,
  dueUntil,
  FINDINGS,
  findChain,
  summarize,
  whenAll,
  worstVerdict,
  type Counts,
  type Finding,
  type ValidationRequest,
  type Verdict,
} from '../core';
import { dueEnd, graceOf } from '../core/format/due';
import { HOUR } from '../core/format/time';
import { CheckpointListFile } from '../records/checkpoint-list';
import { addSealed } from '../core/model/result';
import { chainName } from '../records/checkpoint-store';
import { groupName, type FindingGroup, type MeasuredGroup } from '../records/finding-groups';
import type { EvidenceFiles } from '../records/evidence-files';
import type { Report, ReportLocation } from '../records/report';
import type { ChainHead } from './chain-state';
import type { RunClients } from './clients';
import { linesOf, runLogOf } from './evidence/run-log';
import { isTransient } from './findings';
import { passedSince, type EarlierFindings } from './passed';
import type { ChainSummary, FinishedRun } from './finished-run';
import { limitedLists } from './limited-lists';
import { isResumedSweep } from './run-times';
import { metricsOf, volumeOf, type Measured } from './run-metrics';
import { namesOf, remainingOf, unfinishedOf } from './unfinished';

export interface RunSummary {
  readonly verdict: Verdict;
  readonly evidence: ReportLocation;
  /** What was to be verified and is not, by name: the next run goes on there. */
  readonly unfinished: readonly string[];
  /** Why the report has no signature, where it has none. The next run tries again. */
  readonly unsigned?: string;
}

/** Leaves the evidence of a run, and has it published. */
export async function finishRun(
  { reports, signatures, publisher, folder, evidenceFiles }: RunClients,
  run: FinishedRun,
): Promise<RunSummary> {
  const { findings, state, writer, times, records } = run;
  const { file } = findings;
  const list = new CheckpointListFile(folder, times.runId);
  try {
    await carryOver(run);
    const stored = await file.finish();
    await addEnds(run);
    const said = reportOf(run);
    const report = {
      ...said,
      ...(await records.store(evidenceFiles)),
      ...(await storeRunLog(evidenceFiles, run, said.verdict)),
    };
    const { organization } = state;
    const checkpoints = await list.write(
      { ...(organization !== undefined && { organization }) },
      writer.states.checkpoints(),
    );
    const files = { checkpoints, ...(stored !== undefined && { findings: { ...stored, count: file.count } }) };
    const link = await reports.write(report, files, state.position);
    const unsigned = await signatures.trySign(link);
    const evidence = { bucket: reports.bucketName, key: link.key };
    await publisher?.invoke({ evidence });
    return { verdict: report.verdict, evidence, unfinished: namesOf(unfinishedOf(run)), ...unsigned };
  } finally {
    await whenAll([file.remove(), list.remove(), records.remove()]);
  }
}

/** Stores what the run says of itself, and of runs that were due. */
async function storeRunLog(
  evidence: EvidenceFiles,
  run: FinishedRun,
  verdict: Verdict,
): Promise<Pick<Report, 'runs' | 'lastRuns'>> {
  const { mode, route, times, request, state, intervals, remaining = [] } = run;
  const { runId, now } = times;
  const begun = request.now;
  const facts = { runId, mode, route, verdict, begun, ended: begun + times.elapsed() };
  const unfinished = unfinishedOf(run).length + remaining.length;
  const isResumed = isResumedSweep(runId);
  const { records, lastRuns } = runLogOf({ ...facts, unfinished, isResumed }, state.lastRuns, intervals);
  return { runs: await evidence.store('runs', linesOf(records), { runId, now }), lastRuns };
}

/** Of a chain that has ended no digest is due. */
async function addEnds({ results, request, records }: FinishedRun): Promise<void> {
  for (const { accountId, region, chainEnd } of results) {
    if (chainEnd !== undefined) await records.addEnd({ accountId, region }, chainEnd.at + HOUR, dueEnd(request));
  }
}

function reportOf(run: FinishedRun): Omit<Report, 'findings' | 'checkpoints' | 'previous'> {
  const { mode, route, times, request, results, state } = run;
  const { now, runId } = times;
  const groups = groupsOf(run);
  const { counts, due, verdict } = summarize(results, request);
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
    metrics: metricsOf(results, measuredIn(run, counts)),
    groups,
    passed: passedSince(state.earlier, groups, now),
    ...sweptAtOf(run),
    ...sealedOf(results),
    ...sealedToOf(run),
    ...(run.settings !== undefined && { settings: run.settings }),
    volume: volumeOf(results, state.volume),
    publicKeys: run.publicKeys.values(),
    ...limitedLists(remainingOf(run), request.acknowledged ?? []),
  };
}

function measuredIn({ findings, request, state, writer, times }: FinishedRun, counts: Counts): Measured {
  const { now } = times;
  const before = byName(lastOf(state.earlier));
  const groups = [...findings.groups.measured()].map((group) => withFirstSeen(group, before));
  const hasEnded = (chain: ChainHead) => needsNoDigests(chain, request, now);
  return { counts, groups, chains: [...writer.states.heads()], now, grace: graceOf(request), hasEnded };
}

/** A sweep is complete once nothing of it remains, which may be in one of the hourly runs that resume it. */
function sweptAtOf({ mode, times, state, writer, failed = [], remaining = [] }: FinishedRun): { sweptAt?: number } {
  const wasUnderWay = mode === 'sweep' || state.isSweepUnfinished;
  const isComplete = writer.remainingSweeps().length + (mode === 'sweep' ? failed.length + remaining.length : 0) === 0;
  const sweptAt = wasUnderWay && isComplete ? times.now : state.sweptAt;
  return sweptAt === undefined ? {} : { sweptAt };
}

function sealedOf(results: readonly ChainSummary[]): Pick<Report, 'sealed'> {
  const sealed = results.map((result) => result.sealed).reduce(addSealed, undefined);
  return sealed === undefined ? {} : { sealed };
}

/** Only hourly runs seal by what is recorded; the others pass on how far they got. */
function sealedToOf({ sealedTo, state }: FinishedRun): Pick<Report, 'sealedTo'> {
  const reached = sealedTo ?? state.sealedTo;
  return reached === undefined ? {} : { sealedTo: reached };
}

function needsNoDigests(chain: ChainHead, request: ValidationRequest, now: number): boolean {
  return chain.chainEnd !== undefined || dueUntil(findChain(request.expected, chain), chain.lastVerified) < now;
}

/** All that is open, folded. */
function groupsOf({ findings, results, state, writer }: FinishedRun): FindingGroup[] {
  const limited = results.flatMap((result) => (result.lastVerifiedLimit === undefined ? [] : chainName(result)));
  const unstored = new Set([...writer.unstored, ...limited]);
  const before = byName(lastOf(state.earlier));
  const isUnstored = ({ accountId = '', region = '' }: ChainOrNone) => unstored.has(chainName({ accountId, region }));
  return findings.groups.sorted().map((group) => {
    if (FINDINGS[group.code].closedBy === 'next-run') return withFirstSeen(group, before);
    return [...findings.groups.membersOf(group)].some(isUnstored) ? { ...group, isUnstored: true } : group;
  });
}

type ChainOrNone = Pick<FindingGroup, 'accountId' | 'region'>;

function byName(groups: readonly FindingGroup[]): ReadonlyMap<string, FindingGroup> {
  return new Map([...groups].reverse().map((group) => [groupName(group), group]));
}

/** A sweep over the state machine says nothing of what hourly runs leave undone, so its report is passed over. */
function lastOf({ groups, passed }: EarlierFindings): readonly FindingGroup[] {
  const since = Math.max(...passed.map(({ overSince }) => overSince));
  return [...groups, ...passed.filter(({ overSince }) => overSince === since)];
}

/** What is no open item is as old as the row of reports that hold it; where it shares a group, as old as the oldest there. */
function withFirstSeen<Group extends MeasuredGroup>(group: Group, before: ReadonlyMap<string, FindingGroup>): Group {
  const { code, severity } = group;
  if (FINDINGS[code].closedBy !== 'next-run') return group;
  const common = before.get(groupName({ code, severity }));
  const earlier = before.get(groupName(group)) ?? (common?.chains === undefined ? undefined : common);
  return earlier === undefined ? group : { ...group, firstSeen: Math.min(group.firstSeen, earlier.firstSeen) };
}

/** The transient findings of the report before, about chains that this run did not reach, still hold as far as anyone knows. */
async function carryOver(run: FinishedRun): Promise<void> {
  const { mode, route, results, request, state, findings } = run;
  const isSweep = mode === 'sweep' && route === 'map';
  const isUnseen = ({ shard }: ChainSummary) => isSweep || shard.end < request.window.end;
  const unseen = new Set(results.filter(isUnseen).map(chainName));
  for (const { example, firstSeen, chains, accountId = '', region = '' } of state.earlier.groups) {
    if (!isTransient(example) || isSettled(example, request)) continue;
    const isUnvisited = region !== '' && (isSweep || unseen.has(chainName({ accountId, region })));
    if (isUnvisited) await findings.addOnce({ ...example, firstSeen });
    // Which of its chains it was is known no more.
    else if (chains !== undefined && (isSweep || unseen.size > 0))
      await findings.add({ ...ofNoChain(example), firstSeen });
  }
}

function ofNoChain({ code, severity, detail }: Finding): Finding {
  return { code, severity, ...(detail !== undefined && { detail }) };
}

function isSettled(finding: Finding, request: ValidationRequest): boolean {
  return finding.severity === 'NOTICE' || acknowledgementsOf(request).cover({ ...finding, firstSeen: undefined });
}
