import { resourcesIn } from '../find';
import type { World } from '../world';
import type { Answers } from '.';

/** Security Hub evaluates a control on a trail, on a bucket or on the account. */
function resourceOf(world: World, control: string, accountId: string): string {
  const [{ Properties, stack }] = resourcesIn(world, 'AWS::CloudTrail::Trail');
  if (/^(S3\.|CloudTrail\.[67]$)/.test(control)) return `arn:aws:s3:::${String(Properties.S3BucketName)}`;
  if (/^CloudTrail\.(2|4|5|9)$/.test(control)) {
    return `arn:aws:cloudtrail:${stack.region}:${stack.accountId}:trail/${String(Properties.TrailName)}`;
  }
  return `AWS::::Account:${accountId}`;
}

export function securityHubAnswers(world: World): Answers {
  return {
    'securityhub:GetFindings': ({ input, accountId }) => {
      const { ComplianceSecurityControlId } = input.Filters as { ComplianceSecurityControlId: { Value: string }[] };
      return {
        Findings: ComplianceSecurityControlId.map(({ Value }) => ({
          Compliance: { SecurityControlId: Value, Status: 'PASSED' },
          Resources: [{ Id: resourceOf(world, Value, accountId), Type: 'Other' }],
          Workflow: { Status: 'RESOLVED' },
        })),
      };
    },
  };
}
