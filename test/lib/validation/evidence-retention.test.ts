// For how long reports are kept and locked, beside the log files that they are about.
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, LogArchive } from '../../../lib';
import { CONSTRUCTS, sentences } from '../../support/constructs';
import { organizationTrail, warnings } from '../../support/stacks';

const { stackWith, make, props } = CONSTRUCTS.DigestValidation;

function validationWith(given: object): Stack {
  const stack = stackWith();
  make(stack, { ...props(stack), ...given } as never);
  return stack;
}

/** For how long the evidence bucket keeps objects, and for how long it locks them. */
function keptAndLocked(stack: Stack): unknown[] {
  const buckets = Object.values(Template.fromStack(stack).findResources('AWS::S3::Bucket'));
  const [evidence] = buckets.filter(({ Properties }) =>
    JSON.stringify(Properties.LifecycleConfiguration).includes('ExpireEvidence'),
  );
  const { LifecycleConfiguration, ObjectLockConfiguration } = evidence.Properties;
  const { ExpirationInDays } = LifecycleConfiguration.Rules.find(({ Id }: { Id: string }) => Id === 'ExpireEvidence');
  return [ExpirationInDays, ObjectLockConfiguration.Rule.DefaultRetention.Days];
}

const unknownDays = (stack: Stack) =>
  Duration.days(new CfnParameter(stack, 'Parameter', { type: 'Number' }).valueAsNumber);

test.each<[string, object, number]>([
  ['400 days longer than the log files of the archive', {}, 765],
  ['400 days longer than those, whatever shorter time is validated', { retention: Duration.days(100) }, 765],
  ['for as long as was chosen', { evidenceRetention: Duration.days(3650) }, 3650],
  ['for as long as the log files, where that was chosen', { evidenceRetention: Duration.days(365) }, 365],
])('reports are kept and locked %s', (_, given, days) => {
  expect(keptAndLocked(validationWith(given))).toEqual([days, days]);
});

test('a retention that is shorter than that of the log files is rejected', () => {
  expect(sentences(validationWith({ evidenceRetention: Duration.days(364) }))).toEqual([
    expect.stringContaining(
      'evidenceRetention: got "364 days", expected at least the 365 days for which log files are kept; leave it out for 400 days more',
    ),
  ]);
});

test('a retention that is known at deployment only passes', () => {
  const stack = stackWith();
  make(stack, { ...props(stack), evidenceRetention: unknownDays(stack) } as never);
  expect(keptAndLocked(stack)).toEqual([{ Ref: 'Parameter' }, { Ref: 'Parameter' }]);
  expect(warnings(stack, 'evidenceRetention')).toEqual([]);
});

test('where that of the log files is known at deployment only, reports are kept as long, with a warning', () => {
  const stack = stackWith();
  const logArchive = new LogArchive(stack, 'Archive', { trail: organizationTrail(), retention: unknownDays(stack) });
  make(stack, { ...props(stackWith()), logArchive, alarmTopic: alarmTopicOf(stack) } as never);
  expect(keptAndLocked(stack)).toEqual([{ Ref: 'Parameter' }, { Ref: 'Parameter' }]);
  expect(warnings(stack, 'give evidenceRetention, 400 days more')).toHaveLength(1);
});

function alarmTopicOf(stack: Stack): AlarmTopic {
  return new AlarmTopic(stack, 'Topic', { trail: organizationTrail(), emailAddresses: ['security@example.com'] });
}
