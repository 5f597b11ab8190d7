import { partitionNamed } from '../shared/partitions';
import type { TrailIdentity } from './trail-identity';

/** The condition that a key is used by way of a service of the home Region. */
export function viaService({ homeRegion, partition }: TrailIdentity, service: 's3' | 'dynamodb' | 'sqs') {
  return { 'kms:ViaService': `${service}.${homeRegion}.${partitionNamed(partition).dnsSuffix}` };
}
