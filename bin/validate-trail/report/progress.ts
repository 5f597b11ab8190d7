import type { Writable } from 'node:stream';

const REDRAW_EVERY = 100;
const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[K';

/** A bar on a terminal: how much is done, how fast, and how long it will still take. */
export class ProgressBar {
  private readonly began: number;
  private drawn?: number;

  public constructor(
    private readonly terminal: Writable,
    private readonly now: () => number,
  ) {
    this.began = now();
  }

  public update(done: number, total: number): void {
    const now = this.now();
    if (this.drawn !== undefined && now - this.drawn < REDRAW_EVERY) return;
    this.drawn = now;
    this.terminal.write(`${CLEAR_LINE}${progressLine(done, total, now - this.began)}`);
  }

  /** Makes room for other text. The bar comes back with the next update. */
  public hide(): void {
    if (this.drawn === undefined) return;
    this.terminal.write(CLEAR_LINE);
    this.drawn = undefined;
  }
}

/** What the bar shows after some milliseconds. */
export function progressLine(done: number, total: number, elapsed: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const bar = '='.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH);
  const perSecond = elapsed > 0 ? (done * 1000) / elapsed : 0;
  const left = perSecond > 0 ? `, ${duration((total - done) / perSecond)} left` : '';
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${percent} % [${bar}] ${grouped(done)} of ${grouped(total)} files, ${grouped(Math.round(perSecond))}/s${left}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
