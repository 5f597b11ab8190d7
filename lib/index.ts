// The API, by capability. What is not exported here is no part of it.

// All of it: the stacks of a trail, with every part.
export { OrganizationTrailStacks } from './stacks/organization-trail-stacks';
export type { OmittedParts, OrganizationTrailStacksProps } from './stacks/options';

// Identity: which trail is meant, and who has exemptions. Every construct takes it.
export { TrailIdentity } from './identity/trail-identity';
export type {
  AccountTrailIdentityProps,
  OrganizationTrailIdentityProps,
  TrailIdentityOptions,
} from './identity/trail-identity-options';
export { TrailPrincipals, type TrailPrincipalsProps } from './identity/trail-principals';

// Archive: the locked bucket and its key, in the log archive account.
export type { ILogArchive } from './archive/i-log-archive';
export { LogLockMode } from './archive/lock-mode';
export { LogArchive } from './archive/log-archive';
export type {
  LogArchiveAttributes,
  LogArchiveOptions,
  LogArchiveProps,
  LogReadOptions,
  PoliciesReviewed,
} from './archive/options';

// Trail: the trail itself, and what it records.
export { DataEvents, type DataEventsOptions } from './trail/data-events';
export type { IOrganizationTrail } from './trail/i-organization-trail';
export type { OrganizationTrailAttributes, OrganizationTrailOptions, OrganizationTrailProps } from './trail/options';
export { OrganizationTrail } from './trail/organization-trail';

// Detection: alarms and alerts, and the topic by which they reach people.
export { AlarmSeverity } from './shared/alarm-severity';
export type { AlarmOverride, FilterException, TrailAlarmsOptions, TrailAlarmsProps } from './detection/alarm-options';
export { AlarmReporter } from './detection/alarm-reporter';
export type { AlarmReporterOptions, AlarmReporterProps } from './detection/alarm-reporter-options';
export { AlarmProfile, AlarmRoute } from './detection/alarm-routes';
export { AlarmTopic } from './detection/alarm-topic';
export type {
  AlarmRouteOptions,
  AlarmTopicAttributes,
  AlarmTopicOptions,
  AlarmTopicProps,
} from './detection/alarm-topic-options';
export { CisControl } from './detection/filters/cis-control';
export { ExtraFilter } from './detection/filters/extra-filter';
export { LogFilter, type LogFilterProps } from './detection/filters/log-filter';
export type { IAlarmTopic } from './detection/i-alarm-topic';
export { TamperAlerts, type TamperAlertsPlace, type TamperAlertsProps } from './detection/tamper-alerts';
export { TrailAlarms } from './detection/trail-alarms';

// Repair: what puts the trail back to its settings.
export { ConfigRecorder, type ConfigRecorderOptions } from './repair/config-recorder';
export type { TrailConfigRulesOptions, TrailConfigRulesProps } from './repair/options';
export { TrailConfigRules } from './repair/trail-config-rules';

// Guardrail: what keeps member accounts from touching the trail and its archive.
export type { TrailGuardrailOptions, TrailGuardrailProps } from './guardrail/options';
export { TrailGuardrail } from './guardrail/trail-guardrail';

// Validation: what verifies the log files by their digests.
export { DigestValidation } from './validation/digest-validation';
export type { ExpectedDigests } from './validation/expected-digests';
export type { FormerLogLocation } from './validation/former-log-location';
export type { DigestValidationOptions, DigestValidationProps } from './validation/options';
export { ValidationRoute } from './validation/route';
export type { UnvalidatedTrail } from './validation/unvalidated-trail';

// Insight: what people look at.
export { TrailDashboard, type TrailDashboardProps } from './insight/trail-dashboard';
export { TrailQueries, type TrailQueriesProps } from './insight/trail-queries';

// Consumers: who else reads the log files, and how each is notified of a new one.
export { ConsumerTrust, type VendorTrustOptions } from './consumers/consumer-trust';
export { LogConsumer } from './consumers/log-consumer';
export { LogDelivery, type QueueDeliveryOptions, type TopicDeliveryOptions } from './consumers/log-delivery';
export { MessageForm } from './consumers/message-form';
export type { LogConsumerOptions, LogConsumerProps } from './consumers/options';
export { TrailAthena } from './insight/athena/trail-athena';
export type { TrailAthenaOptions, TrailAthenaProps } from './insight/athena/options';
