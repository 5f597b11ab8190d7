import { summarize, worstVerdict, type Chain, type ChainResult, type ValidationRequest, type Verdict } from '../core';
import type { Doors } from './doors';
import type { Findings } from './findings';
import type { RunTimes } from './lease';
import type { Ledger } from './ledger';
import type { Part } from './plan';
import type { Recollection } from './recall';
import { factsOf, type Mode, type Pace, type Report } from './report';
import { hasEnded } from './task';

/** A run whose chains are all done or left to the next one. */
export interface ProvenRun {
  readonly mode: Mode;
  readonly route: Report['route'];
  readonly times: RunTimes;
  readonly request: ValidationRequest;
  readonly recollection: Recollection;
  readonly results: readonly ChainResult[];
  readonly ledger: Ledger;
  readonly findings: Findings;
  /** What children of the map that failed were to prove. */
  readonly failed?: readonly Part[];
}

export interface RunSummary {
  readonly verdict: Verdict;
  readonly evidence: { readonly bucket: string; readonly key: string };
  /** What the next run goes on with, by name; the report has the full list. */
  readonly unfinished: readonly string[];
}

const MOST_NAMED = 100;

/** Leaves the evidence of a run, and has it published. */
export async function conclude({ evidence, publisher }: Doors, run: ProvenRun): Promise<RunSummary> {
  const { findings, recollection } = run;
  const { file } = findings;
  try {
    const stored = await file.finish();
    const report = reportOf(run);
    const link = await evidence.write(report, stored && { ...stored, count: file.count }, recollection.previous);
    const place = { bucket: evidence.bucketName, key: link.key };
    await publisher?.invoke({ evidence: place });
    return { verdict: report.verdict, evidence: place, unfinished: report.unfinished };
  } finally {
    await file.remove();
  }
}

function reportOf(run: ProvenRun): Omit<Report, 'findings' | 'previous'> {
  const { mode, route, times, request, results, findings, ledger, recollection } = run;
  const { now, runId } = times;
  const groups = findings.groups.sorted();
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
      ended: ({ checkpoint }) => hasEnded(request.expected, checkpoint, now),
    }),
    unfinished,
    groups,
    acknowledged: request.acknowledged ?? [],
    pace: paceOf(results, recollection.pace),
    heads,
  };
}

function unfinishedOf({ mode, results, request: { window }, ledger, failed = [] }: ProvenRun): string[] {
  const cutShort = results.filter(({ piece }) => piece.end < window.end);
  const left = [
    ...failed,
    ...cutShort.map(({ accountId, region, piece }) => ({ accountId, region, start: piece.end })),
  ];
  const sweeps = mode === 'sweep' ? [] : ledger.leftToSweep();
  const names = new Set([
    ...left.map((part) => placeOf(part, part.start)),
    ...sweeps.map((checkpoint) => `sweep of ${placeOf(checkpoint, checkpoint.sweptTo ?? window.start)}`),
  ]);
  const named = [...names].slice(0, MOST_NAMED);
  return names.size > MOST_NAMED ? [...named, `and ${names.size - MOST_NAMED} more`] : named;
}

function placeOf({ accountId, region }: Chain, from: number): string {
  return `${accountId} ${region} from ${new Date(from).toISOString()}`;
}

/** Each digest stands for an hour of its chain. A run without any says nothing of the pace. */
function paceOf(results: readonly ChainResult[], before: Pace | undefined): Pace {
  const total = { objects: 0, chainHours: 0 };
  for (const { counts } of results) {
    const [digests, logFiles] = [counts.digests, counts.logFiles].map(
      (tally) => tally.valid + tally.invalid + tally.unproven,
    );
    total.objects += digests + logFiles;
    total.chainHours += digests;
  }
  return total.chainHours === 0 && before !== undefined ? before : total;
}
