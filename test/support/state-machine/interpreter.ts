// Runs a state machine in the Amazon States Language as far as the ones under test need it, as the specification and the
// documentation of Step Functions describe it; it is not checked against AWS. What it does not know it refuses.
import { assertKnown, NotUnderstood, type State, type StateMachine, type Test } from './definition';
import { runMap } from './distributed-map';
import { isFor, StatesError } from './states-error';
import { evaluate, fillIn } from './template';
import { select } from '../automation/json-path';

/** What states reach outside. */
export interface World {
  /** Calls a Lambda function. What it throws is the function's failure. */
  readonly invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  readonly readObject: (bucket: string, key: string) => Promise<string>;
  readonly writeObject: (bucket: string, key: string, body: string) => Promise<void>;
  /** Calls another service, by the end of the resource of the task, for example `sns:publish`. */
  readonly callService?: (call: string, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Is called for each wait, also before another attempt; nothing really waits. */
  readonly onWait?: (seconds: number) => void;
}

export interface Execution {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** The states that were entered. */
  readonly path: readonly string[];
}

/** The largest input or output of a state, in bytes. */
const MAX_DATA = 262_144;

export async function runStateMachine(
  machine: StateMachine,
  input: unknown,
  world: World,
  context: object = { Execution: { Input: input } },
): Promise<Execution> {
  assertKnown(machine);
  const path: string[] = [];
  let data = input;
  let name: string | undefined = machine.StartAt;
  try {
    while (name !== undefined) {
      path.push(name);
      const state: State = machine.States[name];
      const step: Step = await enter(state, data, world, context);
      data = withinLimit(step.output);
      name = step.next;
    }
    return { status: 'SUCCEEDED', output: data, path };
  } catch (error) {
    if (!(error instanceof StatesError)) throw error;
    return { status: 'FAILED', error: error.name, cause: error.cause, path };
  }
}

interface Step {
  readonly output: unknown;
  readonly next?: string;
}

async function enter(state: State, input: unknown, world: World, context: object): Promise<Step> {
  switch (state.Type) {
    case 'Task':
    case 'Map':
      return work(state, input, world, context);
    case 'Choice': {
      const choice = (state.Choices ?? []).find((each) =>
        ('And' in each ? each.And : [each]).every((test) => holds(test, input)),
      );
      const next = choice?.Next ?? state.Default;
      if (next === undefined) throw new StatesError('States.NoChoiceMatched', JSON.stringify(input));
      return { output: input, next };
    }
    case 'Wait':
      world.onWait?.(state.Seconds ?? NaN);
      return { output: input, next: state.Next };
    case 'Fail':
      throw new StatesError(state.Error ?? '', String(evaluate(state.CausePath ?? '$', { input, context })));
    default:
      return { output: input };
  }
}

/** As the documentation has it, a comparison with what is not there fails the execution. */
function holds({ Variable, ...test }: Test, input: unknown): boolean {
  const value = select(input, Variable);
  if (test.IsPresent !== undefined) return (value !== undefined) === test.IsPresent;
  if (value === undefined) throw new StatesError('States.Runtime', `${Variable} is not there`);
  if (test.IsTimestamp !== undefined) return isTimestamp(value) === test.IsTimestamp;
  const other = select(input, test.TimestampGreaterThanEqualsPath ?? '$');
  if (!isTimestamp(value) || !isTimestamp(other))
    throw new NotUnderstood(`a comparison of ${String(value)} with ${String(other)}`);
  return Date.parse(String(value)) >= Date.parse(String(other));
}

function isTimestamp(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
}

async function work(state: State, input: unknown, world: World, context: object): Promise<Step> {
  try {
    const result = await retried(state, world, () =>
      state.Type === 'Map' ? runMap(state, input, world, context) : runTask(state, input, world, context),
    );
    const selected = state.ResultSelector ? fillIn(state.ResultSelector, { input: result, context }) : result;
    return { output: placed(input, selected, state.ResultPath), next: state.Next };
  } catch (error) {
    const catcher =
      error instanceof StatesError && (state.Catch ?? []).find(({ ErrorEquals }) => isFor(ErrorEquals, error));
    if (!catcher) throw error;
    const { name: Error, cause: Cause } = error as StatesError;
    return { output: placed(input, { Error, Cause }, catcher.ResultPath), next: catcher.Next };
  }
}

/** Each retrier counts its own attempts. */
async function retried<T>(state: State, world: World, attempt: () => Promise<T>): Promise<T> {
  const used = new Map<object, number>();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const retrier =
        error instanceof StatesError && (state.Retry ?? []).find(({ ErrorEquals }) => isFor(ErrorEquals, error));
      if (!retrier) throw error;
      const attempts = used.get(retrier) ?? 0;
      if (attempts >= (retrier.MaxAttempts ?? 3)) throw error;
      used.set(retrier, attempts + 1);
      const wait = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempts;
      world.onWait?.(Math.min(wait, retrier.MaxDelaySeconds ?? Infinity));
    }
  }
}

async function runTask(state: State, input: unknown, world: World, context: object): Promise<unknown> {
  const [, call] = /^arn:[^:]+:states:::(\w+:\w+)$/.exec(state.Resource ?? '') ?? [];
  const isKnown = call === 'lambda:invoke' || (call !== undefined && world.callService !== undefined);
  if (!isKnown) throw new NotUnderstood(`${state.Resource}`);
  const parameters = fillIn(state.Parameters ?? {}, { input, context });
  const { FunctionName, Payload } = parameters;
  try {
    if (call !== 'lambda:invoke') return copy(await world.callService?.(call, parameters));
    return { StatusCode: 200, Payload: copy(await world.invoke(String(FunctionName), copy(Payload))) };
  } catch (error) {
    if (error instanceof StatesError || error instanceof NotUnderstood) throw error;
    const { name, message } = error as Error;
    throw new StatesError(name, JSON.stringify({ errorType: name, errorMessage: message }));
  }
}

/** A result is put into the input, replaces it, or is dropped. */
function placed(input: unknown, result: unknown, resultPath: string | null = '$'): unknown {
  if (resultPath === null) return input;
  if (resultPath === '$') return result;
  const field = /^\$\.(?<field>\w+)$/.exec(resultPath)?.groups?.field;
  if (field === undefined) throw new NotUnderstood(`the ResultPath ${resultPath}`);
  return { ...(input as object), [field]: result };
}

/** What crosses the border of a state is JSON, and of a bounded size. */
function withinLimit(data: unknown): unknown {
  const text = JSON.stringify(data ?? null);
  if (Buffer.byteLength(text) > MAX_DATA) {
    throw new StatesError('States.DataLimitExceeded', `the output has ${Buffer.byteLength(text)} bytes`);
  }
  return JSON.parse(text) as unknown;
}

function copy(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}
