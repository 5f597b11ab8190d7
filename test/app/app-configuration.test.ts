import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readConfiguration } from '../../bin/app-configuration';
import { LAYOUTS } from './layouts';

const good = LAYOUTS['management account and log archive account'];

test.each(Object.entries(LAYOUTS))('%s is taken', (_, configuration) => {
  expect(readConfiguration(configuration)).toEqual(configuration);
});

describe('what is rejected', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      'an organization id that is malformed',
      { organizationId: 'example' },
      'organizationId: got "example", expected "o-" followed by',
    ],
    [
      'an account id without quotes',
      { managementAccountId: 111111111111 },
      'managementAccountId: got 111111111111, expected 12 digits, as a string',
    ],
    ['a missing account id', { managementAccountId: undefined }, 'managementAccountId: got nothing'],
    ['a missing Region', { homeRegion: undefined }, 'homeRegion: got nothing'],
    ['nobody to send alarms to', { alarmEmails: [] }, 'alarmEmails: got [], expected a list of at least 1'],
    [
      'one address that is no list',
      { alarmEmails: 'security@example.com' },
      'alarmEmails: got "security@example.com", expected a list',
    ],
    [
      'an address that is none',
      { alarmEmails: ['security'] },
      'alarmEmails[0]: got "security", expected an e-mail address',
    ],
    [
      'a retention that is no number',
      { retentionDays: '365' },
      'retentionDays: got "365", expected a whole number of days from 1 to 36500',
    ],
    ['a retention of evidence of half a day', { evidenceRetentionDays: 0.5 }, 'evidenceRetentionDays: got 0.5'],
    ['a retention of half a day', { retentionDays: 0.5 }, 'retentionDays: got 0.5'],
    [
      'an acknowledgement without words',
      { complianceLockAcknowledged: '' },
      'complianceLockAcknowledged: got "", expected the reason, in words',
    ],
    [
      'a lock mode that is none',
      { lockMode: 'compliance' },
      'lockMode: got "compliance", expected "GOVERNANCE" or "COMPLIANCE"',
    ],
    [
      'a break-glass role with a wildcard',
      { breakGlassRoleArns: ['arn:aws:iam::*:role/x'] },
      'breakGlassRoleArns[0]: got "arn:aws:iam::*:role/x"',
    ],
    [
      'an acknowledging role with a wildcard',
      { acknowledgerRoleArns: ['arn:aws:iam::222222222222:role/on-*'] },
      'acknowledgerRoleArns[0]: got "arn:aws:iam::222222222222:role/on-*"',
    ],
    [
      'a deployment role that is a user',
      { deploymentRoleArns: ['arn:aws:iam::111111111111:user/x'] },
      'deploymentRoleArns[0]: got',
    ],
    [
      'a target that is none',
      { guardrailTargetIds: ['root'] },
      'guardrailTargetIds[0]: got "root", expected the id of a root',
    ],
    [
      'a role of AWS Organizations that is a user',
      { organizationsRoleArn: 'arn:aws:iam::111111111111:user/x' },
      'organizationsRoleArn: got "arn:aws:iam::111111111111:user/x"',
    ],
    [
      'an alias for the ARN of the key',
      { encryptionKeyArn: 'arn:aws:kms:us-east-1:222222222222:alias/organization-trail' },
      'encryptionKeyArn: got "arn:aws:kms:us-east-1:222222222222:alias/organization-trail", expected the ARN of one KMS key',
    ],
    [
      'a runbook without TLS',
      { runbookUrl: 'http://wiki.example.com/cloudtrail' },
      'runbookUrl: got "http://wiki.example.com/cloudtrail", expected an address of at most 200 characters that starts with https://',
    ],
    ['Macie in words', { allowMacie: 'yes' }, 'allowMacie: got "yes", expected true or false'],
    ['Security Hub in words', { securityHub: 'no' }, 'securityHub: got "no", expected true or false'],
    [
      'a route that is none',
      { validationRoute: 'fast' },
      'validationRoute: got "fast", expected "auto" or "lambda" or "map"',
    ],
    ['a sweep each hour', { sweepInterval: 'hourly' }, 'sweepInterval: got "hourly", expected "weekly" or "daily"'],
    [
      'files that are never read again',
      { readAgainWithinDays: 0 },
      'readAgainWithinDays: got 0, expected a whole number of days from 1 to 36500',
    ],
    [
      'nobody for what is CRITICAL',
      { criticalAlarmEmails: [] },
      'criticalAlarmEmails: got [], expected a list of at least 1',
    ],
    ['a profile that is none', { alarmProfile: 'loud' }, 'alarmProfile: got "loud", expected "quiet" or "securityHub"'],
    [
      'an hour that is none',
      { digestHour: 24 },
      'digestHour: got 24, expected the hour of the day in UTC, a whole number from 0 to 23',
    ],
    ['an alarm without a filter', { alarms: [{}] }, 'alarms[0].filter: got nothing, expected the name of a filter'],
    [
      'an alarm of half an event',
      { alarms: [{ filter: 'SwitchRole', threshold: 0.5 }] },
      'alarms[0].threshold: got 0.5',
    ],
    [
      'an alarm that is off without a reason',
      { alarms: [{ filter: 'SwitchRole', off: '' }] },
      'alarms[0].off: got "", expected the reason',
    ],
    [
      'an alarm on a route that is none',
      { alarms: [{ filter: 'SwitchRole', route: 'never' }] },
      'alarms[0].route: got "never"',
    ],
    [
      'an exception without a reason and a day',
      { alarmExceptions: [{ filter: 'SwitchRole', principalArn: 'arn:aws:iam::111111111111:role/x' }] },
      'alarmExceptions[0].reason: got nothing, expected the reason',
    ],
    ['consumers that are no list', { consumers: {} }, 'consumers: got {}, expected a list of objects'],
    [
      'a former location without its owner',
      { formerLocations: [{ bucketName: 'former-logs' }] },
      'formerLocations[0].ownerAccountId: got nothing, expected 12 digits',
    ],
    [
      'a former location with a time that is none',
      { formerLocations: [{ bucketName: 'former-logs', since: 'then' }] },
      'formerLocations[0].since: got "then", expected a time in ISO 8601 in UTC',
    ],
    ['a consumer without a name', { consumers: [{}] }, 'consumers[0].consumerName: got nothing, expected 2 to 20'],
    [
      'a consumer in words',
      { consumers: ['splunk'] },
      'consumers[0]: got "splunk", expected an object with the fields',
    ],
    [
      'a field of a consumer that is misspelt',
      { consumers: [{ consumerName: 'splunk', externalID: 'x' }] },
      'consumers[0].externalID: got "x", expected only the fields consumerName,',
    ],
    [
      'Athena in words',
      { athena: true },
      'athena: got true, expected an object with the fields readerArns, accountIds,',
    ],
    ['a reader who is anybody', { athena: { readerArns: ['*'] } }, 'athena.readerArns[0]: got "*"'],
    ['no accounts to list', { athena: { accountIds: [] } }, 'athena.accountIds: got []'],
    ['half a day of history', { athena: { historyDays: 0.5 } }, 'athena.historyDays: got 0.5'],
    [
      'a field of Athena that is misspelt',
      { athena: { history: 1 } },
      'athena.history: got 1, expected only the fields',
    ],
    [
      'a field that is misspelt',
      { retentionsDays: 365 },
      'retentionsDays: got 365, expected only the fields organizationId,',
    ],
  ])('%s', (_, changes, message) => {
    expect(() => readConfiguration({ ...good, ...changes })).toThrow(message);
  });

  test.each([undefined, null, 'x', []])('no configuration: %j', (context) => {
    expect(() => readConfiguration(context)).toThrow('organizationTrail: got');
  });

  test('everything that is wrong, in one error', () => {
    expect(() => readConfiguration({ ...good, homeRegion: '', retentionDays: -1, extra: 1 })).toThrow(
      /^"organizationTrail" in the context of cdk\.json has 3 problems:\n {2}- extra: [^\n]+\n {2}- homeRegion: [^\n]+\n {2}- retentionDays: [^\n]+$/,
    );
  });
});

test('docs/day-2.md declares a former location as it is taken', () => {
  const page = readFileSync(path.join(__dirname, '../../docs/day-2.md'), 'utf8');
  const [, snippet = ''] = /```json\n("formerLocations": [^`]*)```/.exec(page) ?? [];
  const configuration = { ...good, ...(JSON.parse(`{${snippet}}`) as object) };
  expect(readConfiguration(configuration).formerLocations).toHaveLength(1);
});
