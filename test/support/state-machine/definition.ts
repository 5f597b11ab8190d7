// The part of the Amazon States Language that the interpreter knows.

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts?: number;
  readonly JitterStrategy?: string;
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string;
  readonly Next: string;
}

/** One comparison. */
export interface Test {
  readonly Variable: string;
  readonly IsPresent?: boolean;
  readonly IsTimestamp?: boolean;
  readonly TimestampGreaterThanEqualsPath?: string;
}

/** One comparison, or several that must all hold; the first that does not ends it. */
export type Choice = (Test | { readonly And: readonly Test[] }) & { readonly Next: string };

export type Template = Readonly<Record<string, unknown>>;

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: Template;
  readonly ResultSelector?: Template;
  readonly ResultPath?: string | null;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Next?: string;
  readonly End?: boolean;
  readonly TimeoutSeconds?: number;
  readonly Seconds?: number;
  readonly Choices?: readonly Choice[];
  readonly Default?: string;
  readonly Error?: string;
  readonly CausePath?: string;
  readonly ItemReader?: {
    readonly Resource: string;
    readonly ReaderConfig: { readonly InputType: string };
    readonly Parameters: Template;
  };
  readonly ItemSelector?: Template;
  readonly ItemProcessor?: StateMachine & {
    readonly ProcessorConfig: { readonly Mode: string; readonly ExecutionType: string };
  };
  readonly MaxConcurrency?: number;
  readonly ToleratedFailurePercentage?: number;
  readonly ResultWriter?: { readonly Resource: string; readonly Parameters: Template };
}

export interface StateMachine {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

const STATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [
    ...['Resource', 'Parameters', 'ResultSelector', 'ResultPath', 'Retry', 'Catch', 'Next', 'End', 'TimeoutSeconds'],
  ],
  Map: [
    ...['ItemReader', 'ItemSelector', 'ItemProcessor', 'MaxConcurrency', 'ToleratedFailurePercentage', 'ResultWriter'],
    ...['ResultPath', 'Retry', 'Catch', 'Next', 'End'],
  ],
  Choice: ['Choices', 'Default'],
  Fail: ['Error', 'CausePath'],
  Succeed: [],
  Wait: ['Seconds', 'Next'],
};

/** Rejects what the interpreter would pass over silently. */
export function assertKnown({ States }: StateMachine): void {
  for (const [name, state] of Object.entries(States)) {
    const known = STATE_FIELDS[state.Type];
    if (known === undefined) throw new NotUnderstood(`the type ${state.Type} of ${name}`);
    const unknown = Object.keys(state).filter((field) => field !== 'Type' && !known.includes(field));
    if (unknown.length > 0) throw new NotUnderstood(`${unknown.join(', ')} of ${name}`);
    if (state.ItemProcessor) assertKnown(state.ItemProcessor);
  }
}

/** The interpreter does not know this, which says nothing about Step Functions. */
export class NotUnderstood extends Error {
  public constructor(what: string) {
    super(`not understood: ${what}`);
  }
}
