// Checks of an app that leaves the names to CloudFormation.
import { LAYOUTS } from '../../../app/layouts';
import { small, synthesize, withoutNames } from '../../../support/deployment/app';
import { World } from '../../../support/deployment/world';
import { answersOf, verify } from './run';

let world: World;

beforeAll(async () => {
  const app = synthesize(LAYOUTS['management account and log archive account'], (template) =>
    withoutNames(small(template)),
  );
  world = await World.open(app);
});

afterEach(() => world.reset());

afterAll(() => world.close());

test.each([
  ...['event-patterns', 'metric-filters', 'subscriptions', 'alert-failures', 'config-rules', 'repair-document'],
  'function-errors',
])('%s asks by the names that are deployed', async (id) => {
  const { status, answers } = await answersOf(world, id);
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(status).toBe(0);
});

test('a topic without confirmed subscriptions is found', async () => {
  world.fault('sns:ListSubscriptionsByTopic', () => ({ Subscriptions: [] }));
  const { answers } = await answersOf(world, 'subscriptions');
  expect(answers.map(({ found }) => found)).toContain('security@example.com has no subscription');
});

test('the policy names what can be named', async () => {
  const { stdout } = await verify(world, ['--print-policy', '--check', 'event-patterns', '--check', 'subscriptions']);
  expect(stdout).toContain('"arn:aws:events:us-east-1:111111111111:rule/*"');
  expect(stdout).toContain('"arn:aws:sns:us-east-1:111111111111:*"');
});
