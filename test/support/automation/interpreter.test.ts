import { runAutomation, type AutomationDocument, type AutomationStep } from '.';

const call = (name: string, more: Partial<AutomationStep> = {}): AutomationStep => ({
  name,
  action: 'aws:executeAwsApi',
  inputs: { Service: 'x', Api: name },
  ...more,
});
const document = (...mainSteps: AutomationStep[]): AutomationDocument => ({
  schemaVersion: '0.3',
  parameters: { DryRun: { default: 'false', allowedValues: ['true', 'false'] } },
  mainSteps,
});
const answers =
  (table: Record<string, unknown>) =>
  async (_service: string, api: string): Promise<unknown> => {
    const answer = table[api];
    if (answer instanceof Error) throw answer;
    return answer;
  };
const names = (run: { steps: readonly { name: string }[] }) => run.steps.map(({ name }) => name);

test('steps run in order, and end where one says so', async () => {
  const run = await runAutomation(document(call('A'), call('B', { isEnd: true }), call('C')), {}, answers({}));
  expect([run.status, names(run)]).toEqual(['Success', ['A', 'B']]);
});

test.each([
  ['Abort', ['A'], 'Failed'],
  ['Continue', ['A', 'B', 'C'], 'Success'],
  ['step:C', ['A', 'C'], 'Failed'],
])('after a failure with onFailure %s the run goes through %j and is %s', async (onFailure, expected, status) => {
  const steps = document(call('A', { onFailure }), call('B'), call('C'));
  const run = await runAutomation(steps, {}, answers({ A: new Error('AccessDenied') }));
  expect([run.status, names(run), run.steps[0].failure]).toEqual([status, expected, 'AccessDenied']);
});

describe('branches', () => {
  const choose = (condition: Record<string, unknown>) =>
    document(
      call('A', { outputs: [{ Name: 'Value', Selector: '$.List[0].Value', Type: 'String' }] }),
      {
        name: 'Branch',
        action: 'aws:branch',
        inputs: { Choices: [{ NextStep: 'Chosen', ...condition }], Default: 'Other' },
      },
      call('Chosen', { isEnd: true }),
      call('Other'),
    );
  const Variable = '{{ A.Value }}';

  test.each([
    [{ Variable, StringEquals: 'x' }, { List: [{ Value: 'x' }] }, 'Chosen'],
    [{ Variable, StringEquals: 'y' }, { List: [{ Value: 'x' }] }, 'Other'],
    [{ Not: { Variable, StringEquals: 'x' } }, { List: [] }, 'Chosen'],
    [{ Variable, Contains: 'A.Value' }, { List: [] }, 'Chosen'],
    [
      {
        And: [
          { Variable, StringEquals: 'x' },
          { Variable, Contains: 'y' },
        ],
      },
      { List: [{ Value: 'x' }] },
      'Other',
    ],
    [
      {
        Or: [
          { Variable, StringEquals: 'x' },
          { Variable, Contains: 'y' },
        ],
      },
      { List: [{ Value: 'x' }] },
      'Chosen',
    ],
    [{ Variable: '{{ DryRun }}', StringEquals: 'false' }, {}, 'Chosen'],
  ])('%j with %j goes to %s', async (condition, answer, expected) => {
    expect(names(await runAutomation(choose(condition), {}, answers({ A: answer }))).at(-1)).toBe(expected);
  });

  test('an operator that is not known ends the test', async () => {
    await expect(runAutomation(choose({ Variable, StartsWith: 'x' }), {}, answers({ A: {} }))).rejects.toThrow(
      'does not know the condition',
    );
  });
});

test.each([
  [true, 'True', 'Success'],
  [false, 'True', 'Failed'],
  [undefined, 'True', 'Failed'],
])('asserting that %s is %s ends as %s', async (value, desired, expected) => {
  const action = 'aws:assertAwsResourceProperty';
  const inputs = { Service: 'x', Api: 'A', PropertySelector: '$.Is', DesiredValues: [desired] };
  const run = await runAutomation(document({ name: 'A', action, inputs }), {}, answers({ A: { Is: value } }));
  expect(run.status).toBe(expected);
});

test.each([
  ['a step that does not exist', call('A', { nextStep: 'Z' })],
  ['a failure that leads nowhere', call('A', { onFailure: 'step:Z' })],
])('%s is rejected', async (_, step) => {
  await expect(runAutomation(document(step), {}, answers({}))).rejects.toThrow('no step Z');
});

test('a loop is rejected', async () => {
  await expect(runAutomation(document(call('A', { nextStep: 'A' })), {}, answers({}))).rejects.toThrow('loops');
});
