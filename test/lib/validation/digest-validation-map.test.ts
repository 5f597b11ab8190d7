// The state machine of big runs: its definition checked as a whole, and run with stand-ins for its functions.
import aslValidator from 'asl-validator';
import { validationMap } from '../../../lib/validation/map';
import { ValidationNames } from '../../../lib/identity/validation-names';
import { runStateMachine, type StateMachine, type World } from '../../support/state-machine';
import { organizationTrail } from '../../support/stacks';

const trail = organizationTrail();
const names = new ValidationNames(trail);
const definition = validationMap({ partition: 'aws', names, maxConcurrency: 2 }) as unknown as StateMachine;
const MANIFEST = { bucket: names.workBucketName, key: 'runs/r1/manifest.json' };
const INPUT = { runId: 'r1', now: 1_790_000_000_000, manifest: MANIFEST };
const SHARDS = [0, 1, 2, 3].map((index) => ({
  accountId: '333333333333',
  region: 'us-east-1',
  start: 0,
  end: 1,
  index,
}));

interface Call {
  readonly shard: { readonly index: number };
}

/** Shards leave their results where the merge looks for them, as the real functions do. */
function standIns(validateShard: (index: number, attempt: number) => void = () => undefined) {
  const results = new Set<number>();
  const attempts = new Map<number, number>();
  const objects = new Map([[`${MANIFEST.bucket}/${MANIFEST.key}`, JSON.stringify(SHARDS)]]);
  const calls: { functionName: string; payload: unknown }[] = [];
  const world: World = {
    invoke: (functionName, payload) => {
      calls.push({ functionName, payload });
      if (functionName === names.functionArn('Merge')) {
        const unfinished = SHARDS.filter(({ index }) => !results.has(index)).map(({ index }) => `shard ${index}`);
        return Promise.resolve({ verdict: 'VALID', evidence: { bucket: 'e', key: 'k' }, unfinished });
      }
      const { index } = (payload as Call).shard;
      attempts.set(index, (attempts.get(index) ?? 0) + 1);
      validateShard(index, attempts.get(index) ?? 0);
      results.add(index);
      return Promise.resolve({ index });
    },
    readObject: (bucket, key) => {
      const body = objects.get(`${bucket}/${key}`);
      return body === undefined ? Promise.reject(new Error('NoSuchKey')) : Promise.resolve(body);
    },
    writeObject: (bucket, key, body) => {
      objects.set(`${bucket}/${key}`, body);
      return Promise.resolve();
    },
  };
  return { world, objects, calls };
}

const fault = (name: string) => Object.assign(new Error('oh'), { name });

// The validator writes into what it is given.
test('the definition is valid Amazon States Language', () => {
  const { isValid, errorsText } = aslValidator(structuredClone(definition));
  expect([isValid, errorsText()]).toEqual([true, '']);
});

test('a definition with a fault is rejected, so the check does run', () => {
  const States = { ...definition.States, Done: { Type: 'Succeed', Next: 'Nowhere' } };
  expect(aslValidator(structuredClone({ ...definition, States })).isValid).toBe(false);
});

test('every shard is verified, and then the merge gets the run, and no time of the input', async () => {
  const { world, calls, objects } = standIns();
  const execution = await runStateMachine(definition, INPUT, world);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', path: ['VerifyShards', 'Merge', 'IsAllVerified', 'Done'] });
  const { runId } = INPUT;
  expect(calls).toEqual([
    ...SHARDS.map((shard) => ({ functionName: names.functionArn('Shard'), payload: { runId, shard } })),
    { functionName: names.functionArn('Merge'), payload: { runId } },
  ]);
  expect([...objects.keys()]).toContain(`${names.workBucketName}/runs/r1/map/manifest.json`);
});

test('a shard that keeps failing fails the execution by name, after the merge', async () => {
  const { world } = standIns((index) => {
    if (index === 2) throw fault('Error');
  });
  expect(await runStateMachine(definition, INPUT, world)).toEqual({
    status: 'FAILED',
    error: 'UnfinishedShards',
    cause: '["shard 2"]',
    path: ['VerifyShards', 'Merge', 'IsAllVerified', 'Unfinished'],
  });
});

test('all shards failing is no success either', async () => {
  const { world } = standIns(() => {
    throw fault('Error');
  });
  expect(await runStateMachine(definition, INPUT, world)).toMatchObject({
    status: 'FAILED',
    error: 'UnfinishedShards',
  });
});

test.each([
  ['throttled', 'Lambda.TooManyRequestsException', 10],
  ['failed by a fault of the service', 'Lambda.ServiceException', 10],
  ['failing by itself', 'Error', 2],
])('a shard that is %s is tried again', async (_, name, times) => {
  const { world } = standIns((index, attempt) => {
    if (index === 1 && attempt <= times) throw fault(name);
  });
  expect(await runStateMachine(definition, INPUT, world)).toMatchObject({ status: 'SUCCEEDED' });
});

test('waits between attempts grow, and not beyond two minutes', async () => {
  const waits: number[] = [];
  const { world } = standIns((index, attempt) => {
    if (index === 1 && attempt <= 10) throw fault('Lambda.TooManyRequestsException');
  });
  await runStateMachine(definition, INPUT, { ...world, onWait: (seconds) => waits.push(seconds) });
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 120, 120, 120, 120]);
});

test('a manifest that can not be read goes to the merge, which knows what is missing', async () => {
  const { world, objects } = standIns();
  objects.clear();
  expect(await runStateMachine(definition, INPUT, world)).toMatchObject({
    status: 'FAILED',
    error: 'UnfinishedShards',
  });
});

test('a merge that fails fails the execution', async () => {
  const { world } = standIns();
  const invoke: World['invoke'] = (functionName, payload) =>
    functionName === names.functionArn('Merge') ? Promise.reject(fault('Error')) : world.invoke(functionName, payload);
  const execution = await runStateMachine(definition, INPUT, { ...world, invoke });
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'NotMerged',
    path: ['VerifyShards', 'Merge', 'NotMerged'],
  });
});

test('a merge that answers something else fails the execution', async () => {
  const { world } = standIns();
  const invoke: World['invoke'] = (functionName, payload) =>
    functionName === names.functionArn('Merge') ? Promise.resolve({}) : world.invoke(functionName, payload);
  expect((await runStateMachine(definition, INPUT, { ...world, invoke })).status).toBe('FAILED');
});
