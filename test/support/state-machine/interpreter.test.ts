import { runStateMachine, StatesError, type State, type StateMachine, type World } from '.';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const nowhere: World = {
  invoke: () => Promise.resolve('done'),
  readObject: () => Promise.reject(new Error('no such key')),
  writeObject: () => Promise.resolve(),
};

function single(state: Partial<State>, others: Record<string, State> = {}): StateMachine {
  return {
    StartAt: 'Only',
    States: {
      Only: { Type: 'Task', Resource: INVOKE, Parameters: { FunctionName: 'f', 'Payload.$': '$' }, ...state },
      ...others,
    },
  };
}

function failing(name: string, times = Infinity) {
  let calls = 0;
  return () => (calls++ < times ? Promise.reject(Object.assign(new Error('oh'), { name })) : Promise.resolve('done'));
}

describe('a task', () => {
  test('hands its payload over and its result on', async () => {
    const invoke = jest.fn().mockResolvedValue({ n: 2 });
    const machine = single({ ResultSelector: { 'n.$': '$.Payload.n' }, ResultPath: '$.result', End: true });
    const execution = await runStateMachine(machine, { n: 1 }, { ...nowhere, invoke });
    expect(invoke).toHaveBeenCalledWith('f', { n: 1 });
    expect(execution).toEqual({ status: 'SUCCEEDED', output: { n: 1, result: { n: 2 } }, path: ['Only'] });
  });

  test('that fails fails the execution by the name of the error', async () => {
    const execution = await runStateMachine(single({ End: true }), {}, { ...nowhere, invoke: failing('TypeError') });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'TypeError' });
  });

  test('is tried again by the first retrier for its error, each waiting longer up to a limit', async () => {
    const waits: number[] = [];
    const Retry = [
      { ErrorEquals: ['Other'], MaxAttempts: 9 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 3 },
    ];
    const world = { ...nowhere, invoke: failing('Busy', 3), onWait: (seconds: number) => waits.push(seconds) };
    expect((await runStateMachine(single({ Retry, End: true }), {}, world)).status).toBe('SUCCEEDED');
    expect(waits).toEqual([2, 6, 10]);
  });

  test('is given up after its attempts', async () => {
    const invoke = jest.fn(failing('Busy'));
    const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }];
    const execution = await runStateMachine(single({ Retry, End: true }), {}, { ...nowhere, invoke });
    expect([execution.status, invoke.mock.calls.length]).toEqual(['FAILED', 3]);
  });

  test('goes on where its error is caught, with the error in its place', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.fault', Next: 'After' }];
    const machine = single({ Catch, Next: 'Never' }, { After: { Type: 'Succeed' } });
    const execution = await runStateMachine(machine, { n: 1 }, { ...nowhere, invoke: failing('Busy') });
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      output: { n: 1, fault: { Error: 'Busy' } },
      path: ['Only', 'After'],
    });
  });

  test('fails where its output is too big, and no catcher takes that', async () => {
    const invoke = () => Promise.resolve('x'.repeat(262_144));
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'After' }];
    const machine = single({ Catch, Next: 'After' }, { After: { Type: 'Succeed' } });
    expect(await runStateMachine(machine, {}, { ...nowhere, invoke })).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
  });

  test('fails where a path of its payload leads nowhere', async () => {
    const machine = single({ Parameters: { FunctionName: 'f', Payload: { 'x.$': '$.x' } }, End: true });
    expect(await runStateMachine(machine, {}, nowhere)).toMatchObject({ error: 'States.ParameterPathFailure' });
  });
});

describe('a distributed map', () => {
  const map = (changes: Partial<State> = {}): StateMachine =>
    ({
      StartAt: 'Map',
      States: {
        Map: {
          Type: 'Map',
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'JSON' },
            Parameters: { Bucket: 'b', 'Key.$': '$.key' },
          },
          ItemSelector: { 'item.$': '$$.Map.Item.Value', 'run.$': '$.run' },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            ...single({ End: true }),
          },
          End: true,
          ...changes,
        },
      },
    }) as StateMachine;
  const input = { key: 'k', run: 'r' };
  const readObject = () => Promise.resolve('[1, 2, 3, 4]');

  test('hands each item to a child, so many at once', async () => {
    let running = 0;
    let most = 0;
    const seen: unknown[] = [];
    const invoke = async (_: string, payload: unknown) => {
      most = Math.max(most, ++running);
      seen.push(payload);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return payload;
    };
    const execution = await runStateMachine(map({ MaxConcurrency: 3 }), input, { ...nowhere, readObject, invoke });
    expect(execution.status).toBe('SUCCEEDED');
    expect(seen).toEqual([1, 2, 3, 4].map((item) => ({ item, run: 'r' })));
    expect(most).toBe(3);
  });

  test('fails with a child that fails', async () => {
    const invoke = (_: string, payload: unknown) =>
      (payload as { item: number }).item === 3 ? Promise.reject(new Error('oh')) : Promise.resolve();
    const world = { ...nowhere, readObject, invoke };
    expect(await runStateMachine(map(), input, world)).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    expect((await runStateMachine(map({ ToleratedFailurePercentage: 25 }), input, world)).status).toBe('SUCCEEDED');
  });

  test('fails where its items can not be read', async () => {
    expect(await runStateMachine(map(), input, nowhere)).toMatchObject({ error: 'States.ItemReaderFailed' });
  });

  test('writes what became of its items', async () => {
    const written: string[] = [];
    const writeObject = (bucket: string, key: string) => {
      written.push(`${bucket}/${key}`);
      return Promise.resolve();
    };
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'w', Prefix: 'p' } };
    await runStateMachine(map({ ResultWriter }), input, { ...nowhere, readObject, writeObject });
    expect(written).toEqual(['w/p/SUCCEEDED_0.json', 'w/p/manifest.json']);
  });
});

test('a Fail state fails with the cause that it makes', async () => {
  const machine = {
    StartAt: 'No',
    States: { No: { Type: 'Fail', Error: 'No', CausePath: 'States.JsonToString($.a)' } },
  };
  expect(await runStateMachine(machine, { a: [1] }, nowhere)).toMatchObject({ error: 'No', cause: '[1]' });
});

test('what it does not know it rejects', async () => {
  await expect(runStateMachine(single({ Type: 'Parallel' }), {}, nowhere)).rejects.toThrow('Parallel');
  const odd = { ...single({ End: true }).States.Only, OutputPath: '$.x' } as State;
  await expect(runStateMachine({ StartAt: 'Only', States: { Only: odd } }, {}, nowhere)).rejects.toThrow('OutputPath');
});

test('an error that is none of the states is no failure of the execution', async () => {
  const machine = single({ Resource: 'arn:aws:states:::sqs:sendMessage', End: true });
  await expect(runStateMachine(machine, {}, nowhere)).rejects.toThrow('sqs:sendMessage');
  expect(new StatesError('A', 'b').message).toBe('A: b');
});

describe('a choice by time', () => {
  const At = { Variable: '$.at', IsTimestamp: true } as const;
  const machine = (...And: object[]) =>
    ({
      StartAt: 'Pause',
      States: {
        Pause: { Type: 'Wait', Seconds: 60, Next: 'Choose' },
        Choose: { Type: 'Choice', Choices: [{ And, Next: 'Late' }], Default: 'Early' },
        Late: { Type: 'Succeed' },
        Early: { Type: 'Succeed' },
      },
    }) as unknown as StateMachine;
  const compared = machine({ Variable: '$.at', IsPresent: true }, At, {
    Variable: '$.at',
    TimestampGreaterThanEqualsPath: '$.from',
  });

  test.each([
    [{ at: '2026-01-01T00:00:00.001Z', from: '2026-01-01T00:00:00Z' }, 'Late'],
    [{ at: '2026-01-01T00:00:00Z', from: '2026-01-01T00:00:00Z' }, 'Late'],
    [{ at: '2025-12-31T23:59:59.999Z', from: '2026-01-01T00:00:00Z' }, 'Early'],
    [{ at: 'soon', from: '2026-01-01T00:00:00Z' }, 'Early'],
    [{ from: '2026-01-01T00:00:00Z' }, 'Early'],
  ])('of %j goes to %s', async (input, end) => {
    const waits: number[] = [];
    const execution = await runStateMachine(compared, input, { ...nowhere, onWait: (seconds) => waits.push(seconds) });
    expect([execution.path.at(-1), waits]).toEqual([end, [60]]);
  });

  test('that compares what is not there fails', async () => {
    expect(await runStateMachine(machine(At), {}, nowhere)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  });
});

test('a task of another service is handed its parameters, and refused where nothing answers for it', async () => {
  const machine = single({
    Resource: 'arn:aws:states:::sns:publish',
    Parameters: { 'Message.$': '$.text' },
    End: true,
  });
  const callService = jest.fn().mockResolvedValue({ MessageId: 'm' });
  const execution = await runStateMachine(machine, { text: 'x' }, { ...nowhere, callService });
  expect([execution.output, callService.mock.calls]).toEqual([{ MessageId: 'm' }, [['sns:publish', { Message: 'x' }]]]);
  await expect(runStateMachine(machine, { text: 'x' }, nowhere)).rejects.toThrow('sns:publish');
});
