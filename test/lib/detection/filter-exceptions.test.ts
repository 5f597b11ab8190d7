import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, CisControl, ExtraFilter, TrailAlarms, type FilterException } from '../../../lib';
import { record, WHO, type CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { evaluateFilterPattern } from '../../support/filter-pattern/evaluate';
import { managementStack, organizationTrail, synthError, warnings } from '../../support/stacks';

const trail = organizationTrail();
const ROLE = 'arn:aws:iam::111111111111:role/team/administrator';
const USER = 'arn:aws:iam::111111111111:user/bob';

// The synthesis reads the clock: an exception ends.
beforeEach(() => jest.useFakeTimers({ now: Date.UTC(2026, 2, 2), doNotFake: ['nextTick', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

function exception(changes: Partial<FilterException> = {}): FilterException {
  const filter = ExtraFilter.ORGANIZATION_CONTROL_CHANGES;
  return {
    filter,
    principalArn: ROLE,
    reason: 'the account factory makes accounts',
    expires: '2026-12-31',
    ...changes,
  };
}

function stackWith(...exceptions: FilterException[]) {
  const stack = managementStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  new TrailAlarms(stack, 'Alarms', { trail, alarmTopic, exceptions });
  return stack;
}

function patternWith(...exceptions: FilterException[]): string {
  const FilterName = `organization-trail-${ExtraFilter.ORGANIZATION_CONTROL_CHANGES.filterName}`;
  const found = Template.fromStack(stackWith(...exceptions)).findResources('AWS::Logs::MetricFilter', {
    Properties: { FilterName },
  });
  return (Object.values(found)[0].Properties as { FilterPattern: string }).FilterPattern;
}

const call = (userIdentity: CloudTrailRecord, source = 'organizations') =>
  record(`${source}.amazonaws.com`, 'CloseAccount', { userIdentity });

describe('an exception', () => {
  test.each<[string, string, CloudTrailRecord, 'match' | 'no match']>([
    ['sessions of the role', ROLE, call(WHO.role), 'no match'],
    ['sessions of the role, in each part of the pattern', ROLE, call(WHO.role, 'account'), 'no match'],
    ['the user', USER, call(WHO.user), 'no match'],
    ['no other role', ROLE, call(WHO.singleSignOn), 'match'],
    ['no other user', ROLE, call(WHO.user), 'match'],
    [
      'no role whose name begins so',
      ROLE,
      call({ arn: 'arn:aws:sts::111111111111:assumed-role/administrator2/x' }),
      'match',
    ],
    [
      'nobody of another account',
      ROLE,
      call({ arn: 'arn:aws:sts::333333333333:assumed-role/administrator/x' }),
      'match',
    ],
    ['nobody without an ARN', ROLE, call({ type: 'AWSService' }), 'match'],
  ])('leaves out %s', (_, principalArn, event, verdict) => {
    expect(evaluateFilterPattern(patternWith(exception({ principalArn })), event)).toBe(verdict);
  });

  test('holds beside others', () => {
    const pattern = patternWith(exception(), exception({ principalArn: USER }));
    for (const who of [WHO.role, WHO.user]) expect(evaluateFilterPattern(pattern, call(who))).toBe('no match');
  });

  test('is shown with its reason and its last day', () => {
    const text = `Exceptions from filters: OrganizationControlChanges leaves out ${ROLE} until 2026-12-31 (the account factory makes accounts).`;
    const stack = stackWith(exception());
    const outputs = Object.values(Template.fromStack(stack).findOutputs('*'));
    expect(outputs).toContainEqual(expect.objectContaining({ Value: text }));
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('Exceptions from filters'))).toHaveLength(
      1,
    );
  });

  test('holds on its last day, and not after it, which is warned of', () => {
    expect(patternWith(exception({ expires: '2026-03-02' }))).toContain('administrator/*');
    const stack = stackWith(exception({ expires: '2026-03-01' }));
    expect(patternWith(exception({ expires: '2026-03-01' }))).toBe(
      ExtraFilter.ORGANIZATION_CONTROL_CHANGES.filterPattern,
    );
    expect(warnings(stack, 'ended on 2026-03-01 and is left out')).toHaveLength(1);
  });

  test.each<[string, Partial<FilterException>, string]>([
    ['of a control', { filter: CisControl.CLOUDWATCH_2 }, 'exceptions[0].filter: got "UnauthorizedApiCalls"'],
    [
      'of what is always direct',
      { filter: ExtraFilter.TRAIL_SETTINGS_CHANGES },
      'exceptions[0].filter: got "TrailSettingsChanges"',
    ],
    ['for a pattern of roles', { principalArn: 'arn:aws:iam::111111111111:role/*' }, 'exceptions[0].principalArn: got'],
    ['for a whole account', { principalArn: 'arn:aws:iam::111111111111:root' }, 'exceptions[0].principalArn: got'],
    [
      'for another partition',
      { principalArn: ROLE.replace('aws', 'aws-cn') },
      'expected a principal in the partition of the trail',
    ],
    ['without a reason', { reason: ' ' }, 'exceptions[0].reason: got " "'],
    ['without a day', { expires: 'never' }, 'exceptions[0].expires: got "never", expected a day'],
    ['for years', { expires: '2028-01-01' }, 'exceptions[0].expires: got "2028-01-01", expected a day within a year'],
  ])('%s is rejected', (_, changes, message) => {
    expect(synthError(stackWith(exception(changes)))).toContain(message);
  });

  test('too many of one filter are rejected', () => {
    const many = Array.from({ length: 10 }, (_, index) => exception({ principalArn: `${ROLE}${index}` }));
    expect(synthError(stackWith(...many))).toContain('exceptions of OrganizationControlChanges: got "a pattern of');
  });

  test('that is none is rejected', () => {
    expect(synthError(stackWith({} as never))).toContain('exceptions[0]: got "an object", expected an exception');
  });
});
