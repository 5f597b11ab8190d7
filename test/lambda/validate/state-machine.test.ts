// The state machine as it is deployed, interpreted, with the bundled functions as its tasks.
import { TrailIdentity } from '../../../lib';
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { validationMap } from '../../../lib/validation/map';
import { ValidationNames } from '../../../lib/identity/validation-names';
import { World, type Seen } from '../../support/run-time/world';
import { runStateMachine, type Execution, type StateMachine } from '../../support/state-machine';

const MEMBER = '333333333333';
const trail = TrailIdentity.organization({
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  logArchiveAccountId: '222222222222',
  homeRegion: 'us-east-1',
});
const names = new ValidationNames(trail);
const definition = validationMap({ partition: 'aws', names, maxConcurrency: 5 }) as unknown as StateMachine;
const HANDLERS = { [names.functionArn('Shard')]: 'shard', [names.functionArn('Merge')]: 'merge' } as const;
let world: World;

beforeAll(async () => {
  world = await World.open({ [ENVIRONMENT.route]: 'map', [ENVIRONMENT.objectsPerRun]: '250' });
});
afterAll(() => world.close());
beforeEach(() => world.begin());

/** The verdict, and the codes of all that is no notice. */
function brief({ outcome, report }: Seen): { verdict?: string; codes: string[] } {
  const groups = report?.groups.filter(({ severity }) => severity !== 'NOTICE') ?? [];
  return { verdict: outcome?.verdict, codes: [...new Set(groups.map(({ code }) => code))].sort() };
}

interface Execute {
  /** Has a shard fail however often it is tried. */
  readonly failing?: (index: number) => boolean;
  readonly beforeMerge?: () => void;
}

/** Runs the execution that the scheduled run has started. */
async function execute({ failing, beforeMerge }: Execute = {}): Promise<{ execution: Execution; seen: Seen }> {
  const { executions } = world.channels.received;
  const started = executions[executions.length - 1];
  let merged: unknown;
  const execution = await runStateMachine(definition, JSON.parse(started.input), {
    invoke: async (functionArn, payload) => {
      const handler = HANDLERS[functionArn];
      const { shard } = payload as { shard?: { index: number } };
      if (shard !== undefined && failing?.(shard.index)) throw new Error('the shard has failed');
      if (handler === 'merge') beforeMerge?.();
      const { result, error } = await world.invoke(handler, payload as object);
      if (error) throw Object.assign(new Error(error.message), { name: error.name });
      if (handler === 'merge') merged = result;
      return result;
    },
    readObject: (_bucket, key) => {
      const body = world.work.object(key)?.body.toString();
      return body === undefined ? Promise.reject(new Error('NoSuchKey')) : Promise.resolve(body);
    },
    writeObject: () => Promise.resolve(),
  });
  started.status = execution.status;
  return { execution, seen: await world.seen({ result: merged, lines: [] }) };
}

async function startAt(hours: number): Promise<number> {
  const { outcome } = await world.runAt(hours);
  expect(outcome?.status).toBe('mapped');
  const { executions } = world.channels.received;
  const { manifest } = JSON.parse(executions[executions.length - 1].input) as { manifest: { key: string } };
  const items = JSON.parse(world.work.object(manifest.key)?.body.toString() ?? '[]') as unknown[];
  return items.length;
}

test('shards are verified apart and merged into one verdict', async () => {
  expect(await startAt(20)).toBeGreaterThan(1);
  const { execution, seen } = await execute();
  expect([execution.status, execution.path.at(-1)]).toEqual(['SUCCEEDED', 'Done']);
  expect(brief(seen)).toEqual({ verdict: 'VALID', codes: [] });
  expect(seen.report?.route).toBe('map');
  expect(seen.metrics).toMatchObject({ RunSucceeded: 1, TamperedObjects: 0 });
});

test('a shard that keeps failing fails the execution by name, and the verdict is not valid', async () => {
  await startAt(20);
  const { execution, seen } = await execute({ failing: (index) => index === 1 });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'UnfinishedShards' });
  expect(execution.cause).toMatch(/\d{12} us-east-1/);
  expect(brief(seen)).toEqual({ verdict: 'INCOMPLETE', codes: ['not-validated'] });
  expect(seen.report?.unfinished.length).toBeGreaterThan(0);
});

test('all shards failing is no success', async () => {
  await startAt(20);
  const { execution, seen } = await execute({ failing: () => true });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'UnfinishedShards' });
  expect(brief(seen).verdict).toBe('INCOMPLETE');
});

test('what failed is verified by the next run', async () => {
  await startAt(20);
  await execute({ failing: (index) => index === 1 });
  await startAt(21);
  const { execution, seen } = await execute();
  expect(execution.status).toBe('SUCCEEDED');
  expect(brief(seen)).toEqual({ verdict: 'VALID', codes: [] });
});

test('tampering that a shard finds is the verdict of the whole', async () => {
  world.passTo(20);
  const [key] = world.logs.keys.filter((name) => name.includes(`/${MEMBER}/CloudTrail/`));
  world.logs.delete(key);
  await startAt(20);
  const { execution, seen } = await execute();
  expect(execution.status).toBe('SUCCEEDED');
  expect(seen.outcome?.verdict).toBe('INVALID');
  expect(seen.metrics.TamperedObjects).toBeGreaterThan(0);
});

test('a merge that can not reach the table fails the execution, and leaves no evidence', async () => {
  await startAt(20);
  const { execution } = await execute({
    beforeMerge: () => {
      world.table.fault = 'unreachable';
    },
  });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'NotMerged' });
  expect(world.reportKeys()).toEqual([]);
});
