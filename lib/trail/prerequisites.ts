import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { placesOf } from '../identity/places';
import type { TrailIdentity } from '../identity/trail-identity';
import { accountOfArn, bootstrapCommand, DEFAULT_QUALIFIER, trustedAccounts } from '../shared/bootstrap';

/**
 * What must be there before the first deployment, in its order, with the command for each. The library never does any of it
 * itself.
 */
export function prerequisitesNotice(scope: Construct, trail: TrailIdentity): string {
  const steps = [
    ...(trail.isOrganizationTrail ? ORGANIZATION_STEPS : []),
    ...bootstrapCommands(trail, qualifierOf(scope, trail)).map((command) => `a bootstrap: ${command}`),
  ];
  return (
    `Before the first deployment these must be there: ${steps.map((step, index) => `(${index + 1}) ${step}`).join('; ')}. ` +
    'A guardrail comes last: it denies a later bootstrap. See what is missing with "npx cdk-organization-trail check".'
  );
}

const ORGANIZATION_STEPS = [
  'all features of AWS Organizations: aws organizations enable-all-features',
  'trusted access for CloudTrail: aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
];

/** One for each account, whose credentials it takes. */
function bootstrapCommands(trail: TrailIdentity, qualifier: string): string[] {
  const { partition, principals } = trail;
  const known = principals.deployerRoleArns.filter((arn) => !Token.isUnresolved(arn));
  const deployment = { ...trail, deployerAccountIds: known.map(accountOfArn) };
  const places = placesOf(trail);
  return [...new Set(places.map(({ accountId }) => accountId))].map((accountId) =>
    bootstrapCommand({
      accountId,
      regions: places.filter((place) => place.accountId === accountId).map(({ region }) => region),
      partition,
      qualifier,
      trustedAccountIds: trustedAccounts(accountId, deployment),
    }),
  );
}

function qualifierOf(scope: Construct, { principals }: TrailIdentity): string {
  const ofStack = Stack.of(scope).synthesizer.bootstrapQualifier;
  return principals.bootstrapQualifier ?? ofStack ?? DEFAULT_QUALIFIER;
}
