import type { TrailDescription } from '../../../lambda/aws';
import { isReadFailure, type Finding, type ValidationEvent, type ValidationRequest } from '../../../lambda/core';
import { contradictionIn } from '../../../lambda/core/format/declared-trail';
import type { Listener } from '../events/dispatcher';
import type { RunClients } from './run-clients';

/** Takes note of log files that no digest lists. */
export class UnlistedFound implements Listener {
  public isAny = false;

  public event(event: ValidationEvent): undefined {
    if (event.type === 'finding' && event.code === 'log-file-unlisted') this.isAny = true;
    return undefined;
  }
}

/**
 * Which trails without log file validation write to the bucket now, as they would be declared. Only a hint: it changes no
 * verdict, since AWS shows the present alone, and an attacker may have made the trail.
 */
export async function trailsBeside(
  { trail, copyOf, unvalidatedTrails = [] }: ValidationRequest,
  { trailClient }: RunClients,
): Promise<Finding[]> {
  const described = (await trailClient?.describeTrails(trail.arn)) ?? [];
  if (isReadFailure(described)) return [];
  const declared = new Set(unvalidatedTrails.map(({ arn }) => arn));
  return described
    .filter(({ isValidated, arn }) => !isValidated && !declared.has(arn))
    .filter(
      ({ bucket, keyPrefix }) => bucket === (copyOf ?? trail.bucket) && (keyPrefix ?? '') === (trail.keyPrefix ?? ''),
    )
    .filter(({ isOrganizationTrail }) => isOrganizationTrail === (trail.organizationId !== undefined))
    .filter((other) => contradictionIn(other, trail) === undefined)
    .map((other) => ({ code: 'unvalidated-trail', severity: 'NOTICE', detail: { option: optionFor(other) } }));
}

function optionFor({ arn, isOrganizationTrail, isMultiRegionTrail }: TrailDescription): string {
  const words = [arn, ...(isOrganizationTrail ? ['accounts=all'] : []), ...(isMultiRegionTrail ? ['regions=all'] : [])];
  return `--unvalidated-trail "${words.join(' ')} since=TIME"`;
}
