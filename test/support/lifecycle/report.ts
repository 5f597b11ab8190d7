// What a simulation found: each step with what exists after it, and each fault with where it shows.

export interface Step {
  readonly layout: string;
  readonly step: string;
  /** The failure that was injected, if any. */
  readonly injected: string;
  readonly outcome: string;
  /** What exists afterwards that should not, or no longer belongs to a stack. */
  readonly remains: string;
}

/** Faults by their names, each with the places where it shows. */
export type Faults = Readonly<Record<string, readonly string[]>>;

export class Report {
  public readonly steps: Step[] = [];
  private readonly found = new Map<string, Set<string>>();

  public constructor(private readonly layout: string) {}

  public step(step: string, outcome: string, remains: readonly string[] = [], injected = ''): void {
    this.steps.push({ layout: this.layout, step, injected, outcome, remains: remains.join(', ') });
  }

  /** Notes where a fault shows; without places it does not show. */
  public fault(name: string, places: readonly string[]): void {
    if (places.length === 0) return;
    const known = this.found.get(name) ?? new Set<string>();
    places.forEach((place) => known.add(place));
    this.found.set(name, known);
  }

  public faults(): Faults {
    const entries = [...this.found].map(([name, places]) => [name, [...places].sort()] as const);
    return Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other)));
  }
}

/** The steps as a table in Markdown; steps that end alike are one row. */
export function tableOf(steps: readonly Step[]): string {
  const rows = new Map<string, { readonly step: Step; readonly injected: string[] }>();
  for (const step of steps) {
    const { layout, step: name, outcome, remains } = step;
    const key = JSON.stringify([layout, name, outcome, remains]);
    const known = rows.get(key) ?? { step, injected: [] };
    if (step.injected !== '') known.injected.push(step.injected);
    rows.set(key, known);
  }
  const cells = [...rows.values()].map(({ step: { layout, step, outcome, remains }, injected }) => [
    ...[layout, step, describeInjected(injected), outcome, remains],
  ]);
  return [['layout', 'step', 'injected failure', 'outcome', 'what exists afterwards'], Array(5).fill('---'), ...cells]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('');
}

function describeInjected(injected: readonly string[]): string {
  return injected.length <= 2 ? injected.join('; ') : `${injected[0]} … ${injected.at(-1)} (${injected.length})`;
}
