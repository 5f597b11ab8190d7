// What looks like a mistake in one app and may be right in another is warned of, and can be acknowledged.
import { Annotations as annotate, App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AlarmTopic, DigestValidation, LogArchive, TamperAlerts, TrailPrincipals } from '../../../lib';
import { ORGANIZATION, organizationTrail } from '../../support/stacks';

const { managementAccountId, logArchiveAccountId } = ORGANIZATION;
const role = (account: string, name = 'on-call') => `arn:aws:iam::${account}:role/${name}`;

function messagesOf(stack: Stack, id: string): string[] {
  const found = Annotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp(`\\[ack: cdk-organization-trail:${id}\\]`),
  );
  return found.map(({ entry }) => String(entry.data));
}

describe('tamper alerts', () => {
  const trail = organizationTrail({ homeRegion: 'eu-central-1' });
  const places = TamperAlerts.placesOf(trail);

  function warningsWithout(...missing: number[]): string[] {
    const app = new App();
    const stacks = places
      .filter((_, index) => !missing.includes(index))
      .map(({ accountId: account, region }, index) => {
        const stack = new Stack(app, `Stack${index}`, { env: { account, region } });
        const alarmTopic = new AlarmTopic(stack, 'Topic', { trail, emailAddresses: ['security@example.com'] });
        new TamperAlerts(stack, 'Alerts', { trail, alarmTopic });
        return stack;
      });
    return stacks.flatMap((stack) => messagesOf(stack, 'missing-places'));
  }

  test('in each of the places', () => {
    expect(warningsWithout()).toEqual([]);
  });

  test.each(places.map((_, index) => index))('in all but one, said once (%d)', (index) => {
    const { accountId, region } = places[index];
    expect(warningsWithout(index)).toEqual([
      expect.stringContaining(`no TamperAlerts in the account ${accountId} in ${region}: `),
    ]);
  });

  test('in one alone: all that are missing are named', () => {
    const [message, ...others] = warningsWithout(1, 2, 3);
    expect(others).toEqual([]);
    for (const { accountId, region } of places.slice(1)) expect(message).toContain(`${accountId} in ${region}`);
  });

  test('a warning that somebody acknowledged at the stack is gone', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: managementAccountId, region: 'eu-central-1' } });
    const alarmTopic = new AlarmTopic(stack, 'Topic', { trail, emailAddresses: ['security@example.com'] });
    new TamperAlerts(stack, 'Alerts', { trail, alarmTopic });
    annotate.of(stack).acknowledgeWarning('cdk-organization-trail:missing-places');
    expect(messagesOf(stack, 'missing-places')).toEqual([]);
  });
});

describe('roles of other accounts', () => {
  function warnings(id: string, principals: TrailPrincipals): string[] {
    const trail = organizationTrail({ principals });
    const env = { account: logArchiveAccountId, region: trail.homeRegion };
    const stack = new Stack(new App(), 'Stack', { env });
    const logArchive = new LogArchive(stack, 'Archive', { trail });
    const alarmTopic = new AlarmTopic(stack, 'Topic', { trail, emailAddresses: ['security@example.com'] });
    new DigestValidation(stack, 'Validation', { logArchive, alarmTopic });
    return messagesOf(stack, id);
  }

  test.each<[string, string, string[], string[] | undefined, number]>([
    ['break glass', 'foreign-break-glass', [role(managementAccountId), role(logArchiveAccountId)], undefined, 0],
    ['break glass', 'foreign-break-glass', [role('333333333333'), role(logArchiveAccountId)], undefined, 1],
    ['acknowledge', 'foreign-acknowledgers', [], [role(logArchiveAccountId)], 0],
    ['acknowledge', 'foreign-acknowledgers', [], [role('333333333333'), role(logArchiveAccountId)], 1],
    [
      'acknowledge by default',
      'foreign-acknowledgers',
      [role(managementAccountId), role(logArchiveAccountId)],
      undefined,
      0,
    ],
    ['acknowledge', 'nobody-acknowledges', [], [role('333333333333')], 1],
    ['acknowledge', 'nobody-acknowledges', [], undefined, 1],
    ['acknowledge', 'nobody-acknowledges', [role(logArchiveAccountId)], undefined, 0],
  ])('%s: %s of %j and %j', (_, id, breakGlassRoleArns, acknowledgerRoleArns, count) => {
    expect(warnings(id, new TrailPrincipals({ breakGlassRoleArns, acknowledgerRoleArns }))).toHaveLength(count);
  });
});
