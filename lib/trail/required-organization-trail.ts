import type { Construct } from 'constructs';
import { STAND_IN_TRAIL } from '../identity/part-of-trail';
import { Problems } from '../shared/problems';
import type { IOrganizationTrail } from './i-organization-trail';
import { ImportedOrganizationTrail } from './imported-organization-trail';

/** The trail that was given; where there is none, the problem is noted and a substitute is returned. */
export function requiredOrganizationTrail(scope: Construct, given: IOrganizationTrail | undefined): IOrganizationTrail {
  const problem = {
    what: 'organizationTrail',
    allowed: 'the trail to put back',
    todo: 'make an OrganizationTrail, or take one by OrganizationTrail.fromOrganizationTrailAttributes',
  };
  const standIn = () => new ImportedOrganizationTrail(scope, 'MissingOrganizationTrail', { trail: STAND_IN_TRAIL });
  return Problems.of(scope).orStandIn(given, 'trail', problem, standIn);
}
