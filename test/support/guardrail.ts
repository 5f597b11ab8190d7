// The policies that a guardrail deploys, as an evaluator takes them.
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TrailGuardrail, type TrailGuardrailProps, type TrailIdentity } from '../../lib';
import { deployedResources, resourcesOfType, type Policies, type PolicyDocument } from './iam';
import { managementStack } from './stacks';

export function guardrailPolicies(
  props: Omit<TrailGuardrailProps, 'targetIds'>,
  stack = stackOf(props.trail),
): Policies {
  const { managementAccountId, homeRegion } = props.trail;
  new TrailGuardrail(stack, 'Guardrail', { ...props, targetIds: ['r-abcd'] });
  const all = resourcesOfType(
    deployedResources(Template.fromStack(stack).toJSON(), { accountId: managementAccountId, region: homeRegion }),
    'AWS::Organizations::Policy',
  );
  const ofType = (type: string) =>
    all
      .filter(({ Properties }) => Properties.Type === type)
      .map(({ Properties }) => Properties.Content as PolicyDocument);
  return {
    managementAccountId,
    serviceControlPolicies: ofType('SERVICE_CONTROL_POLICY'),
    resourceControlPolicies: ofType('RESOURCE_CONTROL_POLICY'),
  };
}

function stackOf({ managementAccountId, homeRegion }: TrailIdentity): Stack {
  return managementStack({ env: { account: managementAccountId, region: homeRegion } });
}
