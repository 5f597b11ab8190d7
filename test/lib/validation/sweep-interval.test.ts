import { Duration, Lazy } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { longestInterval } from '../../../lib/validation/sweep-interval';

test.each<[string, number]>([
  ['cron(40 3 ? * SUN *)', 7 * 24],
  ['cron(40 3 ? * SUN,WED *)', 7 * 24],
  ['cron(0 3 * * ? *)', 24],
  ['cron(0 * * * ? *)', 1],
  ['cron(0 3 1 * ? *)', 31 * 24],
  ['cron(0 3 ? * 2#1 *)', 31 * 24],
  ['cron(0 3 1 1,7 ? *)', 366 * 24],
  ['rate(3 days)', 72],
  ['rate(1 hour)', 1],
  ['at(2030-01-01T00:00:00)', 31 * 24],
])('%s starts every %d hours at the latest', (expression, hours) => {
  expect(longestInterval(ScheduleExpression.expression(expression)).toHours()).toBe(hours);
});

test('an expression that is not known yet, and one that the library makes, have an interval', () => {
  expect(longestInterval(ScheduleExpression.expression(Lazy.string({ produce: () => 'x' }))).toDays()).toBe(31);
  expect(longestInterval(ScheduleExpression.rate(Duration.days(30))).toDays()).toBe(30);
  expect(longestInterval(ScheduleExpression.cron({ weekDay: 'SUN', hour: '3', minute: '40' })).toDays()).toBe(7);
});
