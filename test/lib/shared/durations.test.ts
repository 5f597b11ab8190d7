// Durations that are no whole number of their unit, and durations that are known at deployment only.
import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CisControl } from '../../../lib';
import { CONSTRUCTS, sentences } from '../../support/constructs';
import { UNRESOLVED } from '../../support/stacks';

const period = (of: Duration) => ({ overrides: [{ filter: CisControl.CLOUDWATCH_1, period: of }] });
const DURATIONS: [string, string, object, string][] = [
  ['LogArchive', 'retention', { retention: Duration.hours(36) }, '"36 hours", expected whole days, from 1 to 36500'],
  ['LogArchive', 'retention', { retention: Duration.days(0) }, '"0 hours", expected whole days'],
  ['LogArchive', 'retention', { retention: 365 }, '365, expected whole days'],
  ['LogArchive', 'lockDuration', { lockDuration: Duration.minutes(90) }, '"1.5 hours", expected whole days'],
  ['LogArchive', 'lockDuration', { lockDuration: Duration.days(36_501) }, '"876024 hours", expected whole days'],
  ['DigestValidation', 'retention', { retention: Duration.hours(36) }, '"36 hours", expected whole days'],
  ['DigestValidation', 'evidenceRetention', { evidenceRetention: Duration.hours(1) }, '"1 hours", expected whole days'],
  ['DigestValidation', 'readAgainWithin', { readAgainWithin: Duration.days(0) }, '"0 hours", expected whole days'],
  ['DigestValidation', 'grace', { grace: Duration.minutes(90) }, '"90 minutes", expected whole hours, at least 1'],
  ['DigestValidation', 'interval', { interval: Duration.seconds(90) }, '"1.5 minutes", expected whole hours'],
  ['DigestValidation', 'interval', { interval: Duration.hours(5) }, '"300 minutes", expected 1, 2, 3, 4, 6 or 8 hours'],
  ['TrailAlarms', 'overrides[0].period', period(Duration.millis(1500)), '"1.5 seconds", expected whole minutes'],
];

test.each(DURATIONS)('%s: %s that is no whole number of its unit is one sentence: %j', (name, what, given, text) => {
  const { stackWith, make, props } = CONSTRUCTS[name];
  const stack = stackWith();
  make(stack, { ...props(stack), ...given } as never);
  expect(sentences(stack)).toEqual([expect.stringContaining(`${what}: got ${text}`)]);
});

const unknown = (stack: Stack) => new CfnParameter(stack, 'Parameter', { type: 'Number' }).valueAsNumber;

test.each([
  ['LogArchive', 'retention'],
  ['LogArchive', 'lockDuration'],
  ['DigestValidation', 'retention'],
  ['DigestValidation', 'evidenceRetention'],
  ['DigestValidation', 'readAgainWithin'],
])('%s: %s in days that are known at deployment only passes', (name, property) => {
  const { stackWith, make, props } = CONSTRUCTS[name];
  const stack = stackWith();
  make(stack, { ...props(stack), [property]: Duration.days(unknown(stack)) } as never);
  const template = JSON.stringify(Template.fromStack(stack));
  expect(template).toContain('{"Ref":"Parameter"}');
  expect(template).not.toMatch(UNRESOLVED);
});

test.each([
  ['LogArchive', 'retention', 'hours'],
  ['DigestValidation', 'grace', 'hours'],
  ['DigestValidation', 'interval', 'hours'],
] as const)('%s: %s that the CDK can not convert is one sentence', (name, property, unit) => {
  const { stackWith, make, props } = CONSTRUCTS[name];
  const stack = stackWith();
  make(stack, { ...props(stack), [property]: Duration[unit](unknown(stack)) } as never);
  expect(sentences(stack)).toEqual([
    expect.stringContaining(`${property}: got "hours that are known at deployment only", expected whole`),
  ]);
});
