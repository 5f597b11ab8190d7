// Calls against the trail, its log group, what checks it and what repairs it.
import { HOME_REGION } from '../record';
import { archiveArn, of, samples, TRAIL, trailAccountArn, type SamplesByAlert } from './sample';

const trailArn = trailAccountArn('cloudtrail', `trail/${TRAIL}`);
const logGroupName = `/aws/cloudtrail/${TRAIL}`;
const logGroupArn = trailAccountArn('logs', `log-group:${logGroupName}`);
const documentName = `${TRAIL}-repair-0123abcd`;
const documentArn = trailAccountArn('ssm', `document/${documentName}`);
const otherKeyArn = archiveArn('kms', 'key/AnotherKey');

export const TRAIL_SAMPLES: SamplesByAlert = {
  TrailTampering: samples(
    'cloudtrail.amazonaws.com',
    {
      'by name': ['StopLogging', { name: TRAIL }],
      'by ARN in name': ['UpdateTrail', { name: trailArn, enableLogFileValidation: false }],
      'by the ARN of a copy in another Region': ['DeleteTrail', { name: trailArn.replace(HOME_REGION, 'us-east-1') }],
      'by name in trailName': ['PutEventSelectors', { trailName: TRAIL, eventSelectors: [] }],
      'by ARN in trailName': ['PutInsightSelectors', { trailName: trailArn, insightSelectors: [] }],
      'by ARN, of a newer call': ['PutEventConfiguration', { trailName: trailArn }],
      'by ARN in resourceId': ['RemoveTags', { resourceId: trailArn, tagsList: [{ key: 'owner' }] }],
      'tags overwritten': ['AddTags', { resourceId: trailArn, tagsList: [{ key: 'owner', value: 'x' }] }],
      'deleted by name': ['DeleteTrail', { name: TRAIL }],
      'about all trails, an administrator more': [
        'RegisterOrganizationDelegatedAdmin',
        { memberAccountId: '333333333333' },
      ],
      'about all trails, an administrator less': [
        'DeregisterOrganizationDelegatedAdmin',
        { delegatedAdminAccountId: '333333333333' },
      ],
    },
    {
      'another trail': ['StopLogging', { name: 'some-trail' }],
      'a trail whose name begins like ours': ['StopLogging', { name: `${TRAIL}-2` }],
      'a trail whose name ends like ours': ['DeleteTrail', { name: trailArn.replace('trail/', 'trail/my-') }],
      'starting ours': ['StartLogging', { name: TRAIL }],
      'the tags of another trail': ['RemoveTags', { resourceId: trailArn.replace(TRAIL, 'some-trail') }],
    },
  ),
  LogGroupTampering: samples(
    'logs.amazonaws.com',
    {
      'by name': ['DeleteLogGroup', { logGroupName }],
      'by name, with the stream': ['DeleteLogStream', { logGroupName, logStreamName: 'o-exampleorgid_111111111111' }],
      'by name, with the retention': ['PutRetentionPolicy', { logGroupName, retentionInDays: 1 }],
      'by name, no retention': ['DeleteRetentionPolicy', { logGroupName }],
      'by name, with the key': ['AssociateKmsKey', { logGroupName, kmsKeyId: otherKeyArn }],
      'by ARN in resourceIdentifier': ['DisassociateKmsKey', { resourceIdentifier: `${logGroupArn}:*` }],
      'by name, with the filter': ['DeleteMetricFilter', { logGroupName, filterName: `${TRAIL}-CloudTrailChanges` }],
      'by name, the filter overwritten': ['PutMetricFilter', { logGroupName, filterName: `${TRAIL}-VpcChanges` }],
      'by ARN in logGroupIdentifier': ['PutDataProtectionPolicy', { logGroupIdentifier: logGroupArn }],
      'by name in logGroupIdentifier': ['PutTransformer', { logGroupIdentifier: logGroupName }],
      'by ARN with its end in logGroupIdentifier': [
        'PutLogGroupDeletionProtection',
        { logGroupIdentifier: `${logGroupArn}:*`, deletionProtectionEnabled: false },
      ],
      'a copy elsewhere': ['PutSubscriptionFilter', { logGroupName, filterName: 'x', destinationArn: 'x' }],
      'no copy any more': ['DeleteSubscriptionFilter', { logGroupName, filterName: 'x' }],
      'lines of others': ['PutBearerTokenAuthentication', { logGroupIdentifier: logGroupName }],
      'lines of others, by syslog': ['PutSyslogConfiguration', { logGroupIdentifier: logGroupArn }],
      'all log groups of the account': [
        'PutAccountPolicy',
        { policyName: 'x', policyType: 'DATA_PROTECTION_POLICY', scope: 'ALL' },
      ],
      'lines of services, by a policy of the account': ['PutResourcePolicy', { policyName: 'x', policyDocument: '{}' }],
      'before events are stored': ['CreateTelemetryPipeline', { name: 'x' }, of('observabilityadmin')],
      'before events are stored, changed': ['UpdateTelemetryPipeline', { identifier: 'x' }, of('observabilityadmin')],
      'copied to another account': [
        'CreateCentralizationRuleForOrganization',
        { ruleName: 'x' },
        of('observabilityadmin'),
      ],
      'copied to a further account': [
        'UpdateCentralizationRuleForOrganization',
        { ruleIdentifier: 'x' },
        of('observabilityadmin'),
      ],
      'shared with another account': ['CreateLink', { resourceTypes: ['AWS::Logs::LogGroup'] }, of('oam')],
      'shared with another account, changed': ['UpdateLink', { identifier: 'x' }, of('oam')],
    },
    {
      'a copy of another log group': ['PutSubscriptionFilter', { logGroupName: '/aws/lambda/some-function' }],
      'a pipeline that ends': ['DeleteTelemetryPipeline', { identifier: 'x' }, of('observabilityadmin')],
      'another log group': ['DeleteLogGroup', { logGroupName: '/aws/lambda/some-function' }],
      'a log group whose name begins like ours': ['PutRetentionPolicy', { logGroupName: `${logGroupName}-2` }],
      'delivery to ours': ['CreateLogStream', { logGroupName, logStreamName: 'o-exampleorgid_111111111111' }],
    },
  ),
  ConfigTampering: samples(
    'config.amazonaws.com',
    {
      'a rule by name': ['DeleteConfigRule', { configRuleName: `${TRAIL}-is-logging` }],
      'the results of a rule': ['DeleteEvaluationResults', { configRuleName: `${TRAIL}-is-logging` }],
      'a rule overwritten': ['PutConfigRule', { configRule: { configRuleName: `${TRAIL}-is-logging` } }],
      'the repair of a rule': ['DeleteRemediationConfiguration', { configRuleName: `${TRAIL}-is-logging` }],
      'the repair overwritten': [
        'PutRemediationConfigurations',
        { remediationConfigurations: [{ configRuleName: 'some-rule' }, { configRuleName: `${TRAIL}-is-logging` }] },
      ],
      'no repair any more': ['PutRemediationExceptions', { configRuleName: `${TRAIL}-is-logging` }],
      'the recorder': ['StopConfigurationRecorder', { configurationRecorderName: 'default' }],
      'the recorder, deleted': ['DeleteConfigurationRecorder', { configurationRecorderName: 'default' }],
      'the recorder, changed': ['PutConfigurationRecorder', { configurationRecorder: { name: 'default' } }],
      'what the recorder records': [
        'DisassociateResourceTypes',
        {
          configurationRecorderArn: trailAccountArn('config', 'configuration-recorder/default'),
          resourceTypes: ['AWS::CloudTrail::Trail'],
        },
      ],
      'the delivery': ['DeleteDeliveryChannel', { deliveryChannelName: 'default' }],
      'the delivery, changed': ['PutDeliveryChannel', { deliveryChannel: { name: 'default' } }],
    },
    {
      'another rule': ['DeleteConfigRule', { configRuleName: 'some-rule' }],
      'another rule overwritten': ['PutConfigRule', { configRule: { configRuleName: 'some-rule' } }],
    },
  ),
  RepairTampering: samples(
    'ssm.amazonaws.com',
    {
      'by name': ['DeleteDocument', { name: documentName }],
      'by ARN': ['UpdateDocument', { name: documentArn }],
      'another version': ['UpdateDocumentDefaultVersion', { name: documentName, documentVersion: '1' }],
      'shared by a policy': ['PutResourcePolicy', { resourceArn: documentArn, policy: '{}' }],
      shared: ['ModifyDocumentPermission', { name: documentName, permissionType: 'Share' }],
      'a run, which names no document': ['StopAutomationExecution', { automationExecutionId: 'e', type: 'Cancel' }],
    },
    {
      'the policy of another document': ['PutResourcePolicy', { resourceArn: trailAccountArn('ssm', 'document/some') }],
      'another document': ['DeleteDocument', { name: 'some-document' }],
      'another document by ARN': ['UpdateDocument', { name: trailAccountArn('ssm', 'document/some') }],
    },
  ),
};
