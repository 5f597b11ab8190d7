import * as api from '../../lib';

test('the API exports these classes and enums, and nothing else', () => {
  expect(Object.keys(api).sort()).toEqual([
    ...[
      'AlarmProfile',
      'AlarmReporter',
      'AlarmRoute',
      'AlarmSeverity',
      'AlarmTopic',
      'CisControl',
      'ConfigRecorder',
      'ConsumerTrust',
      'DataEvents',
      'DigestValidation',
    ],
    ...['ExtraFilter', 'LogArchive', 'LogConsumer', 'LogDelivery', 'LogFilter', 'LogLockMode', 'MessageForm'],
    ...['OrganizationTrail', 'OrganizationTrailStacks', 'TamperAlerts'],
    ...[
      'TrailAlarms',
      'TrailAthena',
      'TrailConfigRules',
      'TrailDashboard',
      'TrailGuardrail',
      'TrailIdentity',
      'TrailPrincipals',
      'TrailQueries',
    ],
    'ValidationRoute',
  ]);
});
