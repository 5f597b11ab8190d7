import { ALERT_FAILURES } from './alert-failures';
import type { Check } from './check';
import { CONFIG_REMEDIATION, CONFIG_RULES } from './config-rules';
import { EVENT_PATTERNS } from './event-patterns';
import { GUARDRAIL_TARGETS } from './guardrail';
import { OBJECT_LOCK } from './log-bucket';
import { METRIC_FILTERS } from './metric-filters';
import { POLICY_VALIDATION } from './policies';
import { REPAIR_DOCUMENT } from './repair-document';
import { ROLE_PERMISSIONS } from './role-permissions';
import { SECURITY_HUB } from './security-hub';
import { STACK_DEPLOYED, STACK_DRIFT, STACK_PROTECTION, STACK_TEMPLATE } from './stacks';
import { SUBSCRIPTIONS } from './subscriptions';
import { TRAIL_DELIVERIES, TRAIL_KEY, TRAIL_LOGGING } from './trail';
import { FUNCTION_ERRORS, VALIDATOR_FINDINGS, VALIDATOR_REPORT, VALIDATOR_RUNS } from './validator';

/** All checks, in the order of the report. */
export const CHECKS: readonly Check[] = [
  STACK_DEPLOYED,
  STACK_TEMPLATE,
  STACK_PROTECTION,
  STACK_DRIFT,
  TRAIL_LOGGING,
  ...TRAIL_DELIVERIES,
  TRAIL_KEY,
  OBJECT_LOCK,
  METRIC_FILTERS,
  EVENT_PATTERNS,
  SUBSCRIPTIONS,
  ALERT_FAILURES,
  CONFIG_RULES,
  CONFIG_REMEDIATION,
  REPAIR_DOCUMENT,
  ROLE_PERMISSIONS,
  POLICY_VALIDATION,
  GUARDRAIL_TARGETS,
  VALIDATOR_RUNS,
  VALIDATOR_FINDINGS,
  VALIDATOR_REPORT,
  FUNCTION_ERRORS,
  SECURITY_HUB,
];
