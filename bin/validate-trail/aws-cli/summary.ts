import { displayTime } from '../times';
import type { Step } from './walk';

/** The counts and the time found, and the summary that the AWS CLI makes of them. */
export class Summary {
  private readonly digests = { valid: 0, invalid: 0 };
  private readonly backfills = { valid: 0, invalid: 0 };
  private readonly logs = { valid: 0, invalid: 0 };
  private foundStart = Infinity;
  private foundEnd = -Infinity;

  public constructor(
    private readonly start: number,
    private readonly end: number,
  ) {}

  public digest(step: Exclude<Step, { kind: 'gap' }>): void {
    (step.backfill ? this.backfills : this.digests)[step.kind] += 1;
    if (step.kind === 'invalid') return;
    this.foundStart = Math.min(this.foundStart, Math.max(step.digest.start, this.start));
    this.foundEnd = Math.max(this.foundEnd, Math.min(step.digest.end, this.end));
  }

  public log(valid: boolean): void {
    this.logs[valid ? 'valid' : 'invalid'] += 1;
  }

  public exitStatus(): number {
    return this.digests.invalid + this.backfills.invalid + this.logs.invalid > 0 ? 1 : 0;
  }

  public text(): string {
    const requested = `Results requested for ${displayTime(this.start)} to ${displayTime(this.end)}\n`;
    const { digests, backfills, logs } = this;
    if (digests.valid + digests.invalid + backfills.valid + backfills.invalid === 0) {
      return `${requested}No digests found\n`;
    }
    const found =
      this.foundEnd === -Infinity
        ? 'No valid digests found in range\n'
        : `Results found for ${displayTime(this.foundStart)} to ${displayTime(this.foundEnd)}:\n`;
    return [
      requested,
      found,
      ratio(digests, 'digest'),
      ratio(backfills, 'backfill digest'),
      ratio(logs, 'log'),
      '\n',
    ].join('');
  }
}

function ratio({ valid, invalid }: { valid: number; invalid: number }, name: string): string {
  const total = valid + invalid;
  if (total === 0) return '';
  return `\n${valid}/${total} ${name} files valid${invalid > 0 ? `, ${invalid}/${total} ${name} files INVALID` : ''}`;
}
