import * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { EventPattern } from './repair-events';

/** A rule on the default event bus, with one target. */
export interface EventRuleProps {
  readonly ruleName: string;
  readonly description: string;
  readonly pattern: EventPattern;
  readonly target: Omit<events.CfnRule.TargetProperty, 'id'>;
  /** Also events of calls that only read. */
  readonly includeReadOnlyCalls?: boolean;
}

export function addEventRule(scope: Construct, id: string, props: EventRuleProps): events.CfnRule {
  return new events.CfnRule(scope, id, {
    name: props.ruleName,
    description: props.description,
    eventPattern: props.pattern,
    state: props.includeReadOnlyCalls ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED',
    targets: [{ id: 'Target', ...props.target }],
  });
}

/** A text for people, in which "<name>" stands for what the path of that name finds in the event. */
export function message(text: string, paths: Record<string, string>): events.CfnRule.InputTransformerProperty {
  return { inputPathsMap: paths, inputTemplate: JSON.stringify(text) };
}
