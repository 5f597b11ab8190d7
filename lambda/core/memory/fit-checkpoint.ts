import type { Checkpoint, OpenItem } from '../model/checkpoint';

/** A checkpoint that is small enough to be stored. */
export interface FittedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Whether it holds all that the run has verified, and all that is open. If not, it is as far as the one before it. */
  readonly isWhole: boolean;
}

/** The bounds of lists are estimates: so much of what fits is kept, lest the next run has to leave out some again. */
const KEPT_SHARE = 0.75;

/**
 * Makes a checkpoint small enough. What persons have acknowledged leaves it first, the oldest of it: whoever finds it again
 * reports it as news. Where that is not enough it is no further than the checkpoint before, with as many open items as fit,
 * tampering first: the next run verifies all of it again. Pure.
 */
export function fitCheckpoint(
  next: Checkpoint,
  previous: Checkpoint,
  isAcknowledged: (item: OpenItem) => boolean,
  fits: (checkpoint: Checkpoint) => boolean,
): FittedCheckpoint {
  const acknowledged = next.openItems.filter(isAcknowledged).sort((one, other) => other.firstSeen - one.firstSeen);
  const left = new Set(acknowledged);
  const others = next.openItems.filter((item) => !left.has(item));
  const withNewest = (count: number): Checkpoint => ({
    ...next,
    openItems: [...others, ...acknowledged.slice(0, count)],
  });
  const most = mostThatFit(acknowledged.length, (count) => fits(withNewest(count)));
  if (most !== undefined) return { checkpoint: withNewest(Math.floor(most * KEPT_SHARE)), isWhole: true };
  const known = new Set(previous.openItems.map(({ finding }) => JSON.stringify(finding)));
  const rank = ({ finding }: OpenItem) =>
    (finding.severity === 'INVALID' ? 0 : 2) + (known.has(JSON.stringify(finding)) ? 0 : 1);
  const open = [...others].sort((one, other) => rank(one) - rank(other));
  const withFirst = (count: number): Checkpoint => ({ ...previous, openItems: open.slice(0, count) });
  return { checkpoint: withFirst(mostThatFit(open.length, (count) => fits(withFirst(count))) ?? 0), isWhole: false };
}

/** The greatest number up to `all` that fits; undefined where not even none does. */
function mostThatFit(all: number, fits: (count: number) => boolean): number | undefined {
  if (!fits(0)) return undefined;
  let [low, high] = [0, all];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
