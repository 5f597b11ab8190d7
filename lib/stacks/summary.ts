// One output for each stack: what is locked, for how long, who can end it, what is guarded.
import { CfnOutput, type Duration, type Stack } from 'aws-cdk-lib';
import { archiveTimes } from '../archive/checks';
import { LogLockMode } from '../archive/lock-mode';
import { checkedDuration, knownDays, WHOLE_DAYS } from '../shared/durations';
import type { TrailAthena } from '../insight/athena/trail-athena';
import { listOf, Problems } from '../shared/problems';
import { defaultEvidenceRetention } from '../validation/evidence-retention';
import { consumersOf, reasonsOf, type Plan } from './plan';

export function summarize(stack: Stack, sentence: string): void {
  new CfnOutput(stack, 'Summary', { value: sentence, description: 'What this stack protects, and who can end that' });
}

export function archiveSummary({ trail, props }: Plan): string {
  const { lockDuration } = archiveTimes(new Problems(), props.logArchive ?? {});
  const locked = `Log files in the bucket ${trail.logBucketName} are locked for ${daysOf(lockDuration)} each`;
  return `${locked}; ${whoCanEnd(trail.principals.breakGlassRoleArns, props.logArchive?.lockMode)}.`;
}

export function validationSummary({ trail, props }: Plan): string {
  const { validation = {}, logArchive = {} } = props;
  const { retention } = archiveTimes(new Problems(), logArchive);
  const chosen = validation.evidenceRetention ?? defaultEvidenceRetention(retention);
  const days = daysOf(checkedDuration(new Problems(), '', chosen, WHOLE_DAYS));
  const locked = `Log files are verified by schedule. Reports in the bucket ${trail.evidenceBucketName} are locked for ${days} each`;
  return `${locked}; ${whoCanEnd(trail.principals.breakGlassRoleArns, validation.evidenceLockMode)}.`;
}

export function consumersSummary(plan: Plan): string {
  const names = consumersOf(plan).map(({ consumerName }) => consumerName);
  return `${names.join(', ')} may read log files of the trail ${plan.trail.trailName}, and nothing else; that ends with this stack.`;
}

export function athenaSummary({ trail, props }: Plan, { workGroupName }: TrailAthena): string {
  const readers = listOf(props.athena?.readerArns).join(', ') || 'Nobody but principals of this account';
  const asks = `${readers} may ask questions of the log files of the trail ${trail.trailName} in ${workGroupName}`;
  return `${asks}, and change none; results and their key outlive this stack.`;
}

export function trailSummary({ trail, omit }: Plan): string {
  const recorded = trail.organizationId ?? `the account ${trail.managementAccountId}`;
  const kept = `The trail ${trail.trailName} records ${recorded} in every Region; it and its log group outlive this stack`;
  const omitted = reasonsOf(omit).map(([part, reason]) => `${part} (${reason})`);
  return `${kept}. ${omitted.length > 0 ? `Left out: ${omitted.join(', ')}` : 'No part is left out'}.`;
}

export function globalAlertsSummary({ trail }: Plan): string {
  return `People are notified of calls of global services that weaken the trail ${trail.trailName}; nothing is locked here.`;
}

export function guardrailSummary({ trail, props }: Plan): string {
  const targets = listOf(props.guardrailTargetIds).join(', ');
  return (
    `Accounts in ${targets} can't change the trail ${trail.trailName} or its archive, except the roles that deploy it and ` +
    `${trail.principals.breakGlassRoleArns.join(', ') || 'no break-glass role'}; the management account ` +
    `${trail.managementAccountId} is not bound, and can end this by detaching the policies.`
  );
}

function whoCanEnd(breakGlassRoleArns: readonly string[], lockMode: LogLockMode | undefined): string {
  if (lockMode === LogLockMode.COMPLIANCE) return 'nobody can end that before its time (COMPLIANCE)';
  const roles = breakGlassRoleArns.length > 0 ? breakGlassRoleArns.join(', ') : 'no role';
  return `${roles} may end that before its time (GOVERNANCE)`;
}

function daysOf(duration: Duration): string {
  const days = knownDays(duration);
  return days === undefined ? 'the days that were chosen' : `${days} days`;
}
