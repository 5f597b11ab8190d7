// What a simulation found: each step with what exists after it, each fault with where it shows, and each procedure with
// the stacks that need it.
import type { Procedure } from './procedures';
import type { StackSpec } from './stack-spec';

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
  private readonly needed = new Map<string, Set<string>>();

  public constructor(private readonly layout: string) {}

  public step(step: string, outcome: string, remains: readonly string[] = [], injected = ''): void {
    this.steps.push({ layout: this.layout, step, injected, outcome, remains: remains.join(', ') });
  }

  /** Notes where a fault shows; without places it does not show. */
  public fault(name: string, places: readonly string[]): void {
    add(this.found, name, places);
  }

  /** Notes that a stack needs a step that somebody takes by hand. */
  public procedure({ name, command }: Procedure, { name: stackName }: Pick<StackSpec, 'name'>): void {
    add(this.needed, `${name}: ${command}`, [stackName.replace(/^OrganizationTrail-/, '')]);
  }

  public faults(): Faults {
    return sorted(this.found);
  }

  /** By procedure, the stacks that need it. */
  public procedures(): Readonly<Record<string, readonly string[]>> {
    return sorted(this.needed);
  }
}

function add(to: Map<string, Set<string>>, name: string, places: readonly string[]): void {
  if (places.length === 0) return;
  to.set(name, new Set([...(to.get(name) ?? []), ...places]));
}

function sorted(from: ReadonlyMap<string, ReadonlySet<string>>): Record<string, string[]> {
  const entries = [...from].map(([name, places]) => [name, [...places].sort()] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other)));
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
