import type { Checkpoint } from './checkpoint';
import type { ValidationRequest } from './request';

/** The end of the last digest that is remembered as proven. */
export function headOf(checkpoint: Pick<Checkpoint, 'segments'> | undefined): number | undefined {
  const ends = checkpoint?.segments.map(({ last }) => last.end) ?? [];
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Where a run goes on with a chain: after its head, or a sweep where the last one was cut short. */
export function resumesAt(
  checkpoint: Checkpoint | undefined,
  { sweep }: Pick<ValidationRequest, 'sweep'>,
): number | undefined {
  return sweep === true ? checkpoint?.sweptTo : headOf(checkpoint);
}
