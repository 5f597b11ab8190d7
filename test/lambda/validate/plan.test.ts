import { planTasks } from '../../../lambda/validate/sharding/plan';

const WINDOW = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 0, 11) };

test('the plan is the same in whatever order chains of one size are found', () => {
  const estimates = ['333333333333', '111111111111', '222222222222'].map((accountId) => ({
    chain: { accountId, region: 'us-east-1' },
    objects: 1000,
    from: WINDOW.start,
  }));
  const plan = planTasks(estimates, WINDOW, 400);
  expect(planTasks([...estimates].reverse(), WINDOW, 400)).toEqual(plan);
  expect(plan.tasks.flatMap(({ parts }) => parts.map(({ accountId }) => accountId))).toEqual(
    ['111111111111', '222222222222', '333333333333'].flatMap((accountId) => [accountId, accountId, accountId]),
  );
});
