// The trail and what is beside it in the management account: its log group, what checks it and what repairs it.
import { because, type ProtectedResource } from './protected-resource';
import { LOG_GROUP_CALLS, logGroupFields } from './log-groups';
import { inArns, namedOurs, namesNothing, noArns, parameters, WHERE, anyResource } from './ours';
import { DEPLOY_AGAIN, UNBOUND } from './reasons';

export const TRAIL: ProtectedResource = {
  name: 'the trail',
  service: 'cloudtrail',
  types: ['trail'],
  where: WHERE.trail,
  fields: ({ trail: { trailName } }) =>
    parameters([trailName, { suffix: `:trail/${trailName}` }], 'name', 'trailName', 'resourceId'),
  arns: ({ trailArn }) => [trailArn],
  alert: 'TrailTampering',
  guard: ['GuardTrails'],
  repair: 'start',
  calls: [
    ...['StopLogging', 'UpdateTrail', 'PutEventSelectors'],
    { calls: ['PutInsightSelectors'], repair: 'startForInsights' },
    { calls: ['DeleteTrail'], repair: 'notify' },
    {
      calls: ['PutEventConfiguration'],
      repair: because('it adds fields and summaries to what is recorded, and takes no event away'),
    },
    { calls: ['RemoveTags'], repair: because('tags decide nothing about what is recorded') },
    {
      calls: ['AddTags'],
      guard: because('the statement protects trails of member accounts too, and their teams tag them'),
      repair: because('tags decide nothing about what is recorded'),
    },
  ],
};

const TRAIL_ADMINISTRATION: ProtectedResource = {
  name: 'who administers CloudTrail in the organization',
  service: 'cloudtrail',
  types: [],
  where: WHERE.trail,
  fields: namesNothing,
  arns: anyResource,
  alert: 'TrailTampering',
  guard: ['KeepMembership'],
  repair: because('the trail is as it was'),
  calls: ['RegisterOrganizationDelegatedAdmin', 'DeregisterOrganizationDelegatedAdmin'],
};

const LOG_GROUP: ProtectedResource = {
  name: 'the log group of the trail, with its metric filters',
  service: 'logs',
  types: ['log-group', 'log-stream'],
  where: WHERE.trail,
  fields: ({ trail: { logGroupName } }) =>
    logGroupFields([
      logGroupName,
      { suffix: `:log-group:${logGroupName}` },
      { suffix: `:log-group:${logGroupName}:*` },
    ]),
  arns: noArns,
  alert: 'LogGroupTampering',
  guard: UNBOUND,
  repair: DEPLOY_AGAIN,
  calls: LOG_GROUP_CALLS,
};

/**
 * A data protection policy of the account masks events before the metric filters see them. A resource policy lets services
 * write lines of somebody else into a log group.
 */
const LOG_POLICIES: ProtectedResource = {
  ...LOG_GROUP,
  name: 'the policies of the management account about all log groups',
  types: [],
  fields: namesNothing,
  calls: ['PutAccountPolicy', 'PutResourcePolicy'],
};

/** A pipeline changes or drops events before they are stored; a centralization rule copies them to another account. */
const TELEMETRY: ProtectedResource = {
  ...LOG_GROUP,
  name: 'pipelines that change log events, and rules that copy them to another account',
  service: 'observabilityadmin',
  types: ['telemetry-pipeline', 'organization-centralization-rule'],
  fields: namesNothing,
  calls: [
    ...['CreateTelemetryPipeline', 'UpdateTelemetryPipeline'],
    ...['CreateCentralizationRuleForOrganization', 'UpdateCentralizationRuleForOrganization'],
  ],
};

const TELEMETRY_LINKS: ProtectedResource = {
  ...LOG_GROUP,
  name: 'links that let another account read log groups',
  service: 'oam',
  types: ['Link', 'Sink'],
  fields: namesNothing,
  calls: ['CreateLink', 'UpdateLink'],
};

export const CONFIG_RULES: ProtectedResource = {
  name: 'the rules of AWS Config and their remediation',
  service: 'config',
  types: ['ConfigRule', 'RemediationConfiguration'],
  where: WHERE.trail,
  fields: (context) =>
    parameters(
      namedOurs(context),
      ...['configRuleName', 'configRule.configRuleName', 'remediationConfigurations.configRuleName'],
    ),
  arns: noArns,
  alert: 'ConfigTampering',
  guard: UNBOUND,
  repair: DEPLOY_AGAIN,
  calls: [
    ...['DeleteConfigRule', 'PutConfigRule', 'DeleteEvaluationResults'],
    ...['DeleteRemediationConfiguration', 'PutRemediationConfigurations'],
  ],
};

export const REMEDIATION_EXCEPTIONS: ProtectedResource = {
  ...CONFIG_RULES,
  name: 'exceptions from remediation',
  types: [],
  repair: 'notify',
  calls: ['PutRemediationExceptions'],
};

const CONFIG_RECORDER: ProtectedResource = {
  ...CONFIG_RULES,
  name: 'the recorder of AWS Config',
  types: ['ConfigurationRecorder'],
  fields: namesNothing,
  calls: [
    ...['StopConfigurationRecorder', 'DeleteConfigurationRecorder', 'PutConfigurationRecorder'],
    'DisassociateResourceTypes',
  ],
};

const CONFIG_DELIVERY: ProtectedResource = {
  ...CONFIG_RECORDER,
  name: 'the delivery channel of AWS Config',
  types: [],
  calls: ['DeleteDeliveryChannel', 'PutDeliveryChannel'],
};

const REPAIR_DOCUMENT: ProtectedResource = {
  name: 'the Automation document that repairs the trail, and its executions',
  service: 'ssm',
  types: ['document', 'automation-definition', 'automation-execution'],
  where: WHERE.trail,
  fields: (context) => ({
    ...parameters([...namedOurs(context), ...inArns(context, ':document/')], 'name'),
    ...parameters(inArns(context, ':document/'), 'resourceArn'),
  }),
  arns: noArns,
  alert: 'RepairTampering',
  guard: UNBOUND,
  repair: DEPLOY_AGAIN,
  calls: [
    ...['DeleteDocument', 'UpdateDocument', 'UpdateDocumentDefaultVersion', 'ModifyDocumentPermission'],
    ...['PutResourcePolicy', 'StopAutomationExecution'],
  ],
};

export const TRAIL_RESOURCES: readonly ProtectedResource[] = [
  ...[TRAIL, TRAIL_ADMINISTRATION, LOG_GROUP, LOG_POLICIES, TELEMETRY, TELEMETRY_LINKS],
  ...[CONFIG_RULES, REMEDIATION_EXCEPTIONS, CONFIG_RECORDER, CONFIG_DELIVERY, REPAIR_DOCUMENT],
];
