// The steps and branches of the runbook AWS-ConfigureCloudTrailLogging, which belongs to AWS, so that a role can be
// tried against each of them. Both assertions go on to the next step on any failure, also on one to ask.
import type { AutomationDocument, AutomationStep } from './interpreter';

const trail = { Service: 'cloudtrail', Name: '{{ CloudTrailArn }}' };

const assertLogging = (
  name: string,
  desired: string,
  steps: Pick<AutomationStep, 'nextStep' | 'onFailure'>,
): AutomationStep => ({
  name,
  action: 'aws:assertAwsResourceProperty',
  isCritical: false,
  inputs: { ...trail, Api: 'GetTrailStatus', PropertySelector: '$.IsLogging', DesiredValues: [desired] },
  ...steps,
});

export const CONFIGURE_CLOUDTRAIL_LOGGING: AutomationDocument = {
  schemaVersion: '0.3',
  parameters: {
    CloudTrailArn: {},
    StartLogging: { default: 'True', allowedValues: ['True', 'False'] },
    AutomationAssumeRole: { default: '' },
  },
  mainSteps: [
    assertLogging('GetCloudTrailStatus', '{{ StartLogging }}', {
      nextStep: 'End',
      onFailure: 'step:AscertainOperation',
    }),
    assertLogging('AscertainOperation', 'False', { nextStep: 'EnableLogging', onFailure: 'step:DisableLogging' }),
    { name: 'EnableLogging', action: 'aws:executeAwsApi', inputs: { ...trail, Api: 'StartLogging' }, isEnd: true },
    { name: 'DisableLogging', action: 'aws:executeAwsApi', inputs: { ...trail, Api: 'StopLogging' }, isEnd: true },
    { name: 'End', action: 'aws:sleep', inputs: { Duration: 'PT1S' } },
  ],
};
