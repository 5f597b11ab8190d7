import type { TrailIdentity } from '../identity/trail-identity';
import { placesOf } from '../identity/places';

/** What must be there before the first deployment, with the command for each. The library never does any of it itself. */
export function prerequisitesNotice(trail: TrailIdentity): string {
  const environments = placesOf(trail).map(({ accountId, region }) => `aws://${accountId}/${region}`);
  const steps = [
    ...(trail.isOrganizationTrail
      ? [
          'all features of AWS Organizations: aws organizations enable-all-features',
          'trusted access for CloudTrail: aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
        ]
      : []),
    ...environments.map((environment) => `a bootstrap: npx cdk bootstrap ${environment}`),
  ];
  return (
    `Before the first deployment these must be there: ${steps.map((step, index) => `(${index + 1}) ${step}`).join('; ')}. ` +
    'See what is missing with "npx cdk-organization-trail check".'
  );
}
