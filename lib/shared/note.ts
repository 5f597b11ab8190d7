import { Annotations, CfnOutput } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/** What was said in each app. */
const said = new WeakMap<IConstruct, Set<string>>();

/**
 * What people have to read: at synthesis, once in an app, unless a warning hides it, and in the outputs of each stack all
 * the same.
 */
export function noteForPeople(scope: Construct, id: string, text: string): void {
  const texts = said.get(scope.node.root) ?? new Set();
  said.set(scope.node.root, texts);
  if (!texts.has(text)) Annotations.of(scope).addInfo(text);
  texts.add(text);
  new CfnOutput(scope, id, { value: text, description: 'For whoever deploys this' });
}
