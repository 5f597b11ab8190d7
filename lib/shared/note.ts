import { Annotations, CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * What people have to read: at synthesis, unless a warning hides it, and in the outputs of the
 * stack all the same.
 */
export function noteForPeople(scope: Construct, id: string, text: string): void {
  Annotations.of(scope).addInfo(text);
  new CfnOutput(scope, id, { value: text, description: 'For whoever deploys this' });
}
