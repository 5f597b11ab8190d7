import {
  FINDINGS,
  dueUntil,
  findChain,
  findingName,
  lastVerifiedEnd,
  summarize,
  worstVerdict,
  type Chain,
  type ChainResult,
  type Finding,
  type ValidationRequest,
  type Verdict,
} from '../core';
import type { RunClients } from './clients';
import type { Findings } from './findings';
import { groupName, type FindingGroup } from '../records/finding-groups';
import type { RunTimes } from './lease';
import type { Ledger } from './checkpoint-writer';
import { chainName } from '../records/checkpoint-store';
import type { Part } from './sharding/plan';
import type { Recollection } from './stored-state';
import { factsOf, type Mode, type Pace, type Report } from '../records/report';

/** A run whose chains are all done or left to the next one. */
export interface FinishedRun {
  readonly mode: Mode;
  readonly route: Report['route'];
  readonly times: RunTimes;
  readonly request: ValidationRequest;
  readonly recollection: Recollection;
  readonly results: readonly ChainResult[];
  readonly ledger: Ledger;
  readonly findings: Findings;
  /** What children of the map that failed were to verify. */
  readonly failed?: readonly Part[];
  /** What was more than one execution can take. */
  readonly left?: readonly Part[];
}

export interface RunSummary {
  readonly verdict: Verdict;
  readonly evidence: { readonly bucket: string; readonly key: string };
  /** What was to be verified and is not, by name: the next run goes on there. */
  readonly unfinished: readonly string[];
}

const MOST_NAMED = 100;

/** Leaves the evidence of a run, and has it published. */
export async function conclude({ evidence, publisher }: RunClients, run: FinishedRun): Promise<RunSummary> {
  const { findings, recollection } = run;
  const { file } = findings;
  try {
    await carryOver(run);
    const stored = await file.finish();
    const report = reportOf(run);
    const link = await evidence.write(report, stored && { ...stored, count: file.count }, recollection.previous);
    const place = { bucket: evidence.bucketName, key: link.key };
    await publisher?.invoke({ evidence: place });
    return { verdict: report.verdict, evidence: place, unfinished: namesOf(undoneOf(run)) };
  } finally {
    await file.remove();
  }
}

function reportOf(run: FinishedRun): Omit<Report, 'findings' | 'previous'> {
  const { mode, route, times, request, results, findings, ledger, recollection } = run;
  const { now, runId } = times;
  const groups = findings.groups.sorted().map((group) => withFirstSeen(group, recollection.groups));
  const { counts, due, verdict } = summarize(results, request);
  const heads = ledger.heads();
  const unfinished = unfinishedOf(run);
  return {
    version: 1,
    trailArn: request.trail.arn,
    runId,
    mode,
    route,
    time: now,
    began: recollection.began,
    duration: times.elapsed(),
    verdict: worstVerdict(verdict, ...new Set(groups.map(({ severity }) => severity))),
    counts,
    due,
    facts: factsOf(results, {
      counts,
      groups,
      heads,
      now,
      ended: ({ checkpoint }) =>
        checkpoint.chainEnd !== undefined ||
        dueUntil(findChain(request.expected, checkpoint), lastVerifiedEnd(checkpoint)) < now,
    }),
    unfinished,
    groups,
    acknowledged: request.acknowledged ?? [],
    pace: paceOf(results, recollection.pace),
    heads,
  };
}

/** Whether a finding is no open item: each run that looks at its chain says anew whether it is so. */
export function isTransient({ code }: Pick<Finding, 'code'>): boolean {
  return FINDINGS[code].closedBy === 'next-run' && FINDINGS[code].about === 'chain';
}

/** What is no open item is as old as the series of reports that hold it. What a run left undone begins with that run. */
function withFirstSeen(group: FindingGroup, before: readonly FindingGroup[]): FindingGroup {
  const { closedBy, about } = FINDINGS[group.code];
  if (closedBy !== 'next-run' || about === 'run') return group;
  const known = before.find((other) => groupName(other) === groupName(group));
  return known === undefined ? group : { ...group, firstSeen: Math.min(group.firstSeen, known.firstSeen) };
}

/** What the report before has told of chains that this run did not get to is still so, as far as anyone knows. */
async function carryOver(run: FinishedRun): Promise<void> {
  const { mode, route, results, request, recollection, findings } = run;
  const isSweep = mode === 'sweep' && route === 'map';
  const isUnseen = ({ shard }: ChainResult) => isSweep || shard.end < request.window.end;
  const unseen = new Set(results.filter(isUnseen).map(chainName));
  for (const { example, firstSeen, accountId = '', region = '' } of recollection.groups) {
    const isStill = region !== '' && (isSweep || unseen.has(chainName({ accountId, region })));
    const isAccepted = request.acknowledged?.includes(findingName(example)) === true;
    if (example.severity === 'NOTICE' || !isTransient(example) || !isStill || isAccepted) continue;
    await findings.addOnce({ ...example, firstSeen });
  }
}

/** What this run was to verify and did not: children that failed, and chains that were cut short. */
function undoneOf({ results, request: { window }, failed = [], left = [] }: FinishedRun): string[] {
  const isLeft = new Set(left.map(chainName));
  const cutShort = results.filter((result) => result.shard.end < window.end && !isLeft.has(chainName(result)));
  return [
    ...failed.map((part) => placeOf(part, part.start)),
    ...cutShort.map((result) => placeOf(result, result.shard.end)),
  ];
}

/** All that is left for later runs. */
function unfinishedOf(run: FinishedRun): string[] {
  const { mode, request, ledger, left = [] } = run;
  const sweeps = mode === 'sweep' ? [] : ledger.leftToSweep();
  return namesOf([
    ...undoneOf(run),
    ...left.map((part) => placeOf(part, part.start)),
    ...sweeps.map((checkpoint) => `sweep of ${placeOf(checkpoint, checkpoint.sweptTo ?? request.window.start)}`),
  ]);
}

function namesOf(places: readonly string[]): string[] {
  const names = [...new Set(places)];
  return names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), `and ${names.length - MOST_NAMED} more`] : names;
}

function placeOf({ accountId, region }: Chain, from: number): string {
  return `${accountId} ${region} from ${new Date(from).toISOString()}`;
}

/** Each digest stands for an hour of its chain. A run without any says nothing of the pace. */
function paceOf(results: readonly ChainResult[], before: Pace | undefined): Pace {
  const total = { objects: 0, chainHours: 0 };
  for (const { counts } of results) {
    const [digests, logFiles] = [counts.digests, counts.logFiles].map(
      (tally) => tally.valid + tally.invalid + tally.unverified,
    );
    total.objects += digests + logFiles;
    total.chainHours += digests;
  }
  return total.chainHours === 0 && before !== undefined ? before : total;
}
