// What can be done to a log group, whoever writes to it.
import type { FieldMatchers, Matcher } from '../shared/event-pattern';
import { parameters } from './ours';
import type { Call } from './protected-resource';

export const LOG_GROUP_CALLS: readonly Call[] = [
  ...['DeleteLogGroup', 'DeleteLogStream', 'PutLogGroupDeletionProtection'],
  ...['PutRetentionPolicy', 'DeleteRetentionPolicy', 'AssociateKmsKey', 'DisassociateKmsKey'],
  ...['PutMetricFilter', 'DeleteMetricFilter', 'PutSubscriptionFilter', 'DeleteSubscriptionFilter'],
  ...['PutDataProtectionPolicy', 'PutTransformer'],
  // Others may then send lines of their own, without credentials of AWS.
  ...['PutBearerTokenAuthentication', 'PutSyslogConfiguration'],
];

export const logGroupFields = (matchers: readonly Matcher[]): FieldMatchers =>
  parameters(matchers, 'logGroupName', 'logGroupIdentifier', 'resourceIdentifier');
