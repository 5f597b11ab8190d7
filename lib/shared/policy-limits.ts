// How long the policy of a resource may be. Each grant to a principal of another account makes it longer.
import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { Problems } from './problems';

export interface PolicyLimit {
  /** What the policy is of, for people. */
  readonly what: string;
  readonly most: number;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html */
export const BUCKET_POLICY: PolicyLimit = { what: 'the policy of the bucket', most: 20 * 1024 };

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
export const KEY_POLICY: PolicyLimit = { what: 'the policy of the key', most: 32 * 1024 };

/** Reports at synthesis a policy that the service would reject at deployment. */
export function limitPolicy(scope: IConstruct, { what, most }: PolicyLimit, document: () => iam.PolicyDocument): void {
  Problems.of(scope).atSynthesis(() => {
    const bytes = Buffer.byteLength(JSON.stringify(Stack.of(scope).resolve(document())));
    if (bytes <= most) return [];
    return [
      {
        what,
        given: `${bytes} bytes`,
        allowed: `at most ${most} bytes`,
        todo: 'grant to fewer principals of other accounts: let them assume a role of the log archive account',
      },
    ];
  });
}
