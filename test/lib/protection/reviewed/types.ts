// The types of resources that a service has and the trail does not depend on: what is done to one of them alone needs no
// reason of its own.

export interface ReviewedTypes {
  /** Names of types, a comma between them. */
  readonly types: string;
  readonly because: string;
}

export const REVIEWED_TYPES: Readonly<Record<string, readonly ReviewedTypes[]>> = {
  cloudtrail: [
    {
      types: 'channel, dashboard, eventdatastore',
      because: 'CloudTrail Lake has a store of its own; the trail delivers without it',
    },
  ],
  logs: [
    { types: 'anomaly-detector, lookup-table, scheduled-query', because: 'they read log groups' },
    {
      types: 'delivery, delivery-destination, delivery-source',
      because: 'vended logs of other services: the trail writes by its role, and the validator does not need its logs',
    },
    { types: 'destination', because: 'receives what a subscription filter sends, and a filter raises the alert' },
  ],
  observabilityadmin: [
    {
      types: 'dataset-integration, s3tableintegration',
      because: 'copies within the account; the log group is as it was',
    },
    {
      types: 'organization-telemetry-rule, telemetry-rule',
      because: 'switches telemetry of resources on, and none of the trail off',
    },
  ],
  oam: [],
  config: [
    {
      types: 'AggregationAuthorization, ConfigurationAggregator, StoredQuery',
      because: 'they collect and read results; the rules and the recorder are as they were',
    },
    {
      types: 'ConformancePack, OrganizationConfigRule, OrganizationConformancePack',
      because: 'they bring rules of their own and take none of ours away',
    },
    { types: 'Connector', because: 'records resources of other providers' },
  ],
  ssm: [
    {
      types: 'instance, managed-instance, managed-instance-inventory, session, task, association, iam-role, bucket',
      because: 'servers and what runs on them: the trail has none',
    },
    {
      types: 'maintenancewindow, windowtarget, windowtask, patchbaseline, cloud-connector',
      because: 'maintenance of servers: the trail has none',
    },
    {
      types: 'opsitem, opsitemgroup, opsmetadata, parameter, resourcedatasync',
      because: 'the repair reads and writes none of them',
    },
    { types: 'servicesetting', because: 'no setting of Systems Manager keeps an automation from being started' },
  ],
  s3: [
    {
      types: 'accesspoint, accesspointobject, multiregionaccesspoint, multiregionaccesspointrequestarn',
      because: 'what the policy of the bucket denies is denied through an access point too',
    },
    {
      types: 'objectlambdaaccesspoint',
      because: 'changes what a reader gets through it; the validator reads from the bucket',
    },
    {
      types: 'accessgrant, accessgrantsinstance, accessgrantslocation',
      because: 'a grant gives the rights of a role, which the policy of the bucket denies as it does any',
    },
    { types: 'job', because: 'a batch job acts by a role, call by call' },
    { types: 'storagelensconfiguration, storagelensgroup', because: 'statistics about buckets' },
  ],
  kms: [],
  sns: [],
  cloudwatch: [
    {
      types: 'dashboard, omni-dashboard, view, space, slo, service',
      because: 'pages and figures for people: no alarm depends on one',
    },
    { types: 'insight-rule, metric-stream, integration, ingestion-endpoint', because: 'they read or add metrics' },
    { types: 'alert', because: 'alerts of another feature; ours are alarms' },
    {
      types: 'access-grant, access-profile, organization-access-grant, domain, organization-domain',
      because: 'who may use pages of CloudWatch',
    },
  ],
  events: [
    {
      types: 'event-busv2, event-source, event-sourcev2, subscriber, endpoint',
      because: 'events arrive on the default bus and on that of the other account, which are of another type',
    },
    { types: 'archive, replay', because: 'they keep and repeat events, and take none away' },
    { types: 'api-destination, connection', because: 'targets that no rule of ours has' },
    {
      types: 'alias, key, create-snapshot, reboot-instance, stop-instance, terminate-instance',
      because: 'types of other services, whose calls are not calls of EventBridge',
    },
  ],
  lambda: [
    {
      types: 'function alias, function version, layer, layerVersion, code signing config, durable execution',
      because: 'the functions have none; to give them one is a change of the function',
    },
    { types: 'capacityProvider, microvmImage, networkConnector', because: 'the functions run without them' },
  ],
  scheduler: [],
  states: [
    {
      types: 'activity, express, labelled execution, labelled express, statemachinealias, statemachineversion',
      because: 'the state machine is a standard one without activities, aliases and versions',
    },
  ],
  dynamodb: [
    { types: 'index, stream', because: 'the table has none, and to add one is UpdateTable' },
    { types: 'export, import', because: 'an export copies; an import makes a table of its own' },
    { types: 'global-table', because: 'the table has no replica' },
  ],
  sqs: [],
  glue: [
    {
      types: 'catalog, rootcatalog, tableversion',
      because: 'what a table says is changed by calls about the table or its database',
    },
    {
      types:
        'blueprint, completion, connection, connectionType, crawler, customEntityType, dataQualityRuleset, devendpoint, integration, integrationResourceProperty, job, mlTransform, registry, schema, session, trigger, usageProfile, workflow',
      because: 'programs over data, each of which acts by a role, call by call',
    },
    { types: 'userdefinedfunction', because: 'Athena calls no functions of the catalog' },
  ],
  athena: [
    { types: 'capacity-reservation', because: 'it decides how fast a query runs, and what that costs' },
    { types: 'datacatalog', because: 'the tables are in the catalog of the account, which is none of these' },
    { types: 'session', because: 'sessions of notebooks: the workgroup is one of SQL' },
  ],
  guardduty: [
    {
      types: 'customdetectionrule, customdetectionruleassociation, threatentityset, threatintelset',
      because: 'lists and rules of the one who runs GuardDuty: what it detects by itself does not need them',
    },
    { types: 'malwareprotectionplan', because: 'scans of objects, beside what it detects in events' },
    { types: 'publishingDestination', because: 'a copy of the findings elsewhere; they stay where they are' },
  ],
  macie2: [
    {
      types: 'AllowList, ClassificationJob, CustomDataIdentifier, FindingsFilter',
      because: 'what Macie looks for and shows: the session goes on',
    },
  ],
  iam: [
    {
      types: 'user, group, mfa, sms-mfa, assumed-role, federated-user, access-report, server-certificate',
      because: 'no user or group has a right here by name: policies exempt roles',
    },
    {
      types: 'policy',
      because: 'the roles have inline policies and those of AWS; to attach another raises the alert',
    },
    {
      types: 'oidc-provider, saml-provider, delegation-request, role-template',
      because: 'who may assume a role is in its trust policy, whose change raises the alert',
    },
    { types: 'instance-profile', because: 'no role of ours trusts EC2' },
  ],
  sts: [
    {
      types: 'context-provider, federated-user, self-session',
      because: 'sessions of the caller itself',
    },
    {
      types: 'root-user',
      because: 'the guardrail binds the root user of a member account, and what it changes raises the alert',
    },
  ],
  cloudformation: [
    {
      types: 'stackset, stackset-target',
      because: 'a stack set acts by a role of the account, which the guardrail binds',
    },
    {
      types: 'changeset, generatedtemplate, resourcescan',
      because: 'nothing is changed before a change set is executed',
    },
    {
      types: 'type, typeHook',
      because: "types of AWS can't be replaced; a hook can fail a deployment, which says so",
    },
  ],
  organizations: [
    { types: 'handshake, responsibilitytransfer', because: 'invitations and billing' },
    {
      types: 'organization, organizationalunit',
      because: 'a unit can be deleted once no account is in it, and to move an account raises the alert',
    },
    { types: 'awspolicy', because: 'policies that AWS maintains' },
  ],
  account: [],
};
