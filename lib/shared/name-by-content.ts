import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { CONTENT_HASH_LENGTH } from './contract';

/**
 * A name that ends in a hash of the content, so that other content makes another resource instead of an update. The hash
 * is of what the template holds: tokens are resolved, as their text depends on what else the app makes.
 */
export function nameByContent(scope: IConstruct, prefix: string, content: unknown): string {
  const resolved = JSON.stringify(Stack.of(scope).resolve(content));
  return `${prefix}${createHash('sha256').update(resolved).digest('hex').slice(0, CONTENT_HASH_LENGTH)}`;
}
