import type { Chain, Checkpoint, Finding, TimeRange, ValidationRequest } from '../../core';
import type { Estimate } from './estimate';
import type { KeptKeys, KeysByRegion } from '../../records/key-store';
import { chainName } from '../../records/checkpoint-store';
import type { Mode } from '../../records/report';

/** One chain over a time. */
export interface Part extends Chain, TimeRange {}

/** What one child of the map verifies. */
export interface Task {
  readonly index: number;
  readonly parts: readonly Part[];
}

/** The part of a request that is plain data. */
export type PlainRequest = Omit<ValidationRequest, 'limiter' | 'signal' | 'checkpoints'>;

/** What the merge has to know of a run that was handed to the map. */
export interface Plan extends Tasks {
  readonly runId: string;
  readonly mode: Mode;
  readonly request: PlainRequest;
  /** What was found when it was planned. */
  readonly findings: readonly Finding[];
}

export interface Tasks {
  readonly tasks: readonly Task[];
  /** What is more than one execution can take in its time; later runs go on there. */
  readonly left: readonly Part[];
}

/** What a child reads: its task, and what is remembered of its chains. */
export interface TaskFile extends Task {
  readonly request: PlainRequest;
  readonly checkpoints: readonly Checkpoint[];
  /** Public keys that are kept, by Region. */
  readonly keys: KeysByRegion;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const MOST_PARTS = 500;
/** At half a minute each and five at once they take less than two hours, so that hourly runs are not kept for long. */
const MOST_TASKS = 1000;

/**
 * Cuts the work into tasks of about so many objects: long chains into parts, short ones together into one task. What is
 * soon done comes first, so that a long history keeps no other chain waiting.
 */
export function planTasks(
  estimates: readonly Estimate[],
  window: TimeRange,
  objectsPerTask: number,
  mostTasks = MOST_TASKS,
): Tasks {
  const tasks: Task[] = [];
  const left: Part[] = [];
  let parts: Part[] = [];
  let objects = 0;
  const close = () => {
    if (parts.length > 0) tasks.push({ index: tasks.length, parts });
    [parts, objects] = [[], 0];
  };
  for (const estimated of [...estimates].sort(byObjects)) {
    const cuts = cutsOf(estimated, window, objectsPerTask);
    for (const { start, end } of cuts) {
      const { accountId, region } = estimated.chain;
      if (objects + estimated.objects / cuts.length > objectsPerTask || parts.length >= MOST_PARTS) close();
      if (tasks.length >= mostTasks) {
        left.push({ accountId, region, start, end: window.end });
        break;
      }
      parts.push({ accountId, region, start, end });
      objects += estimated.objects / cuts.length;
    }
  }
  close();
  return { tasks, left };
}

/** A total order: the plan of a run does not depend on the order in which its chains were found. */
function byObjects(one: Estimate, other: Estimate): number {
  return one.objects - other.objects || (chainName(one.chain) < chainName(other.chain) ? -1 : 1);
}

/** Not in the very minute of a digest's end: the log files of that minute are judged with it. */
const SHIFT = 2 * MINUTE;

/** Equal times on whole hours after a digest; the first reaches back to the start of the window. */
function cutsOf({ objects, from }: Estimate, window: TimeRange, objectsPerTask: number): TimeRange[] {
  const hours = Math.max(1, Math.ceil((window.end - from) / HOUR));
  const count = Math.min(hours, Math.max(1, Math.ceil(objects / objectsPerTask)));
  const step = Math.ceil(hours / count) * HOUR;
  const inner = Array.from({ length: count - 1 }, (_, index) => from + SHIFT + (index + 1) * step);
  const edges = [window.start, ...inner.filter((time) => time > window.start && time < window.end), window.end];
  return edges.slice(1).map((end, index) => ({ start: edges[index], end }));
}

/** The request of a task, with the checkpoints and expectations of its own chains alone. */
export function taskFile(
  task: Task,
  request: PlainRequest,
  checkpoints: ReadonlyMap<string, Checkpoint>,
  kept: KeptKeys,
): TaskFile {
  const names = new Set(task.parts.map(chainName));
  return {
    ...task,
    request: { ...request, expected: request.expected?.filter((chain) => names.has(chainName(chain))) },
    checkpoints: [...names].flatMap((name) => checkpoints.get(name) ?? []),
    keys: kept.ofRegions(task.parts.map(({ region }) => region)),
  };
}

export function runFolder(runId: string): string {
  return `runs/${runId}`;
}
