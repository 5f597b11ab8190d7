// Small stacks, for the tests of the model.
import type { StackSpec, TemplateResource } from './stack-spec';
import { World } from './world';

export const ACCOUNT = '222222222222';
export const MANAGEMENT = '111111111111';

/** A stack with these resources, in a member account. */
export function stack(Resources: Record<string, TemplateResource>, more: Partial<StackSpec> = {}): StackSpec {
  const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/cdk-${name}`;
  return {
    ...{ name: 'Stack', account: ACCOUNT, region: 'us-east-1', terminationProtection: false },
    ...{ template: { Resources }, deployRoleArn: role('deploy'), executionRoleArn: role('exec') },
    ...more,
  };
}

export const bucket = (BucketName: string, policies: Partial<TemplateResource> = {}): TemplateResource => ({
  ...{ Type: 'AWS::S3::Bucket', Properties: { BucketName } },
  ...policies,
});
/** A key that its account administers, with these statements besides. */
export const key = (Statement: object[] = []): TemplateResource => ({
  Type: 'AWS::KMS::Key',
  Properties: { KeyPolicy: { Version: '2012-10-17', Statement: [ADMINISTRATION, ...Statement] } },
});
export const ADMINISTRATION = {
  ...{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
};
export const KEPT = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
export const EXCEPT_ON_CREATE = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
export const logicalIdsIn = (world: World) => world.all().map(({ logicalId }) => logicalId);
export const emptyWorld = () => new World(MANAGEMENT);
