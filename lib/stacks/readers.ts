// Who reads the log files beside the validator, each in a stack of its own in the log archive account: readers change more
// often than what is read.
import type { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LogConsumer } from '../consumers/log-consumer';
import { TrailAthena } from '../insight/athena/trail-athena';
import type { Detection } from './detection';
import { consumersOf, type Plan } from './plan';
import * as summary from './summary';
import { trailStack } from './trail-stack';

/** The consumers, and how each is notified of a new log file; undefined where there are none. */
export function addConsumers(scope: Construct, plan: Plan, { alarmTopic }: Detection) {
  const chosen = consumersOf(plan);
  if (chosen.length === 0 || alarmTopic === undefined) return undefined;
  const { trail } = plan;
  const stack = archiveStack(scope, plan, 'Consumers', CONSUMERS);
  const consumers = chosen.map(
    (options) => new LogConsumer(stack, `Consumer-${options.consumerName}`, { ...options, trail, alarmTopic }),
  );
  summary.summarize(stack, summary.consumersSummary(plan));
  return { stack, consumers };
}

/** Tables and queries over the log files; undefined where nobody asked for them. */
export function addAthena(scope: Construct, plan: Plan, { alarmTopic }: Detection) {
  const { trail, props, omit } = plan;
  if (props.athena === undefined || alarmTopic === undefined) return undefined;
  const stack = archiveStack(scope, plan, 'Athena', ATHENA);
  const verdicts = omit.validation === undefined;
  const athena = new TrailAthena(stack, 'Athena', { ...props.athena, trail, alarmTopic, verdicts });
  summary.summarize(stack, summary.athenaSummary(plan, athena));
  return { stack, athena };
}

const CONSUMERS = 'Who else reads the log files of the organization trail, and how each is notified of a new one';
const ATHENA = 'Tables and queries over the log files of the organization trail, for Athena';

function archiveStack(scope: Construct, plan: Plan, id: string, description: string): Stack {
  return trailStack(scope, plan, id, { account: plan.trail.logArchiveAccountId, description });
}
