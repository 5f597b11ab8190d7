import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { describeFinding } from '../../digest-validator/core';
import { groupName, type FindingGroup } from '../../digest-validator/scheduled/groups';
import type { Changes } from '../changes';
import { iso, lineOf, runbookOf } from '../words';

/** Where findings are sent from, and what stands around them. */
export interface Sender {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly trailArn: string;
  readonly time: number;
  readonly report: string;
  readonly runbookUrl?: string;
}

const LONGEST_DESCRIPTION = 1024;
const TAMPERING = 'TTPs/Defense Evasion/Impair Defenses';
const UNPROVEN = 'Software and Configuration Checks/AWS Security Best Practices';

/** One finding for each chain and code that is open, under the same id in every run, and archived once it is closed. */
export function findingsOf({ open, closed }: Pick<Changes, 'open' | 'closed'>, sender: Sender): AwsSecurityFinding[] {
  return [
    ...open.map((group) => toFinding(group, sender, 'ACTIVE')),
    ...closed.map((group) => toFinding(group, sender, 'ARCHIVED')),
  ];
}

function toFinding(
  group: FindingGroup,
  { accountId, region, partition, trailArn, time, report, runbookUrl }: Sender,
  state: 'ACTIVE' | 'ARCHIVED',
): AwsSecurityFinding {
  const { code, severity, firstSeen, example, count } = group;
  const isTampering = severity === 'INVALID';
  const url = runbookOf(runbookUrl, group);
  return {
    SchemaVersion: '2018-10-08',
    Id: `${trailArn}/${groupName(group).replaceAll(' ', '/')}`,
    ProductArn: `arn:${partition}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    GeneratorId: `cdk-organization-trail/${code}`,
    AwsAccountId: accountId,
    Types: [isTampering ? TAMPERING : UNPROVEN],
    CreatedAt: iso(firstSeen),
    FirstObservedAt: iso(firstSeen),
    UpdatedAt: iso(time),
    LastObservedAt: iso(time),
    Severity: { Label: isTampering ? 'CRITICAL' : 'MEDIUM' },
    Title: `CloudTrail digest validation: ${describeFinding(example)}`.slice(0, 256),
    Description: lineOf(group).slice(0, LONGEST_DESCRIPTION),
    Resources: [{ Type: 'AwsCloudTrailTrail', Id: trailArn, Region: region, Partition: partition as 'aws' }],
    ProductFields: { 'cdk-organization-trail/report': report, 'cdk-organization-trail/count': String(count) },
    RecordState: state,
    ...(url !== undefined && { Remediation: { Recommendation: { Text: 'Follow the runbook.', Url: url } } }),
  };
}
