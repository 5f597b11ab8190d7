// A Map state in distributed mode: items out of an object, a child execution for each, results into another object.
import { NotUnderstood, type State } from './definition';
import { runStateMachine, type Execution, type World } from './interpreter';
import { StatesError } from './states-error';
import { fillIn } from './template';

interface Child extends Execution {
  readonly input: unknown;
}

export async function runMap(state: State, input: unknown, world: World, context: object): Promise<unknown> {
  const { ItemProcessor: processor, ItemSelector: selector } = state;
  if (processor?.ProcessorConfig.Mode !== 'DISTRIBUTED') throw new NotUnderstood('a Map that is not distributed');
  const items = await readItems(state, input, world, context);
  const children = await inParallel(items, state.MaxConcurrency ?? 0, async (Value, Index): Promise<Child> => {
    const itemContext = { ...context, Map: { Item: { Index, Value } } };
    const itemInput = selector ? fillIn(selector, { input, context: itemContext }) : Value;
    return { ...(await runStateMachine(processor, itemInput, world, itemContext)), input: itemInput };
  });
  const details = await writeResults(state, input, children, world, context);
  const failed = children.filter(({ status }) => status === 'FAILED').length;
  if (failed > 0 && (failed / children.length) * 100 > (state.ToleratedFailurePercentage ?? 0)) {
    throw new StatesError('States.ExceedToleratedFailureThreshold', `${failed} of ${children.length} items failed`);
  }
  return details;
}

async function readItems(state: State, input: unknown, world: World, context: object): Promise<unknown[]> {
  const { Resource = '', ReaderConfig, Parameters = {} } = state.ItemReader ?? {};
  if (!Resource.endsWith(':states:::s3:getObject') || ReaderConfig?.InputType !== 'JSON') {
    throw new NotUnderstood('an ItemReader of something else than an object in JSON');
  }
  const { Bucket, Key } = fillIn(Parameters, { input, context });
  try {
    const items = JSON.parse(await world.readObject(String(Bucket), String(Key))) as unknown;
    if (!Array.isArray(items)) throw new Error('not a list');
    return items as unknown[];
  } catch (error) {
    throw new StatesError('States.ItemReaderFailed', (error as Error).message);
  }
}

async function writeResults(
  state: State,
  input: unknown,
  children: readonly Child[],
  world: World,
  context: object,
): Promise<unknown> {
  if (state.ResultWriter === undefined) return children.map(({ output }) => output);
  const { Bucket, Prefix } = fillIn(state.ResultWriter.Parameters, { input, context });
  for (const status of ['SUCCEEDED', 'FAILED']) {
    const records = children.filter((child) => child.status === status);
    if (records.length > 0) {
      await world.writeObject(String(Bucket), `${Prefix}/${status}_0.json`, JSON.stringify(records));
    }
  }
  await world.writeObject(String(Bucket), `${Prefix}/manifest.json`, JSON.stringify({ items: children.length }));
  return { ResultWriterDetails: { Bucket, Key: `${Prefix}/manifest.json` } };
}

/** At most so many at once; 0 is no limit. */
async function inParallel<T, U>(
  items: readonly T[],
  limit: number,
  one: (item: T, index: number) => Promise<U>,
): Promise<U[]> {
  const results: U[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await one(items[index], index);
  };
  await Promise.all(Array.from({ length: Math.min(limit || items.length, items.length) }, worker));
  return results;
}
