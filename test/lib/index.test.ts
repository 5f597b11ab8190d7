import * as api from '../../lib';

test('the API exports these classes and enums, and nothing else', () => {
  expect(Object.keys(api).sort()).toEqual([
    ...['AlarmSeverity', 'AlarmTopic', 'CisControl', 'ConfigRecorder', 'DataEvents', 'DigestValidation', 'ExtraFilter'],
    ...['LogArchive', 'LogFilter', 'LogLockMode', 'OrganizationTrail', 'OrganizationTrailStacks', 'TamperAlerts'],
    ...[
      'TrailAlarms',
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
