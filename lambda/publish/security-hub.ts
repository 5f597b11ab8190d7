import type { SecurityHubFinding } from '../aws/security-hub';
import { describeFinding } from '../core';
import type { FindingGroup } from '../records/finding-groups';
import type { Changes } from './changes/notified';
import { cut } from '../core/format/excerpt';
import { iso, lineOf, runbookOf } from './message/wording';

/** Where findings are sent from, and what they all have in common. */
export interface Sender {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly trailArn: string;
  readonly time: number;
  readonly report: string;
  readonly runbookUrl?: string;
}

const LONGEST_TITLE = 256;
const LONGEST_DESCRIPTION = 1024;
const TAMPERING = 'TTPs/Defense Evasion/Impair Defenses';
const UNVERIFIED = 'Software and Configuration Checks/AWS Security Best Practices';

/** One finding for each chain and code that is open, under the same id in every run, and archived once it is closed. */
export function findingsOf(
  { open, closed, passed }: Pick<Changes, 'open' | 'closed' | 'passed'>,
  sender: Sender,
): SecurityHubFinding[] {
  const active = byChainAndCode(open);
  const archived = [...byChainAndCode([...closed, ...passed.filter(({ severity }) => severity !== 'NOTICE')])].filter(
    ([name]) => !active.has(name),
  );
  return [
    ...[...active].map(([name, group]) => toFinding(name, group, sender, 'ACTIVE')),
    ...archived.map(([name, group]) => toFinding(name, group, sender, 'ARCHIVED')),
  ];
}

/** Groups that differ in nothing but their severity are one finding, with the worse of them. */
function byChainAndCode(groups: readonly FindingGroup[]): Map<string, FindingGroup> {
  const folded = new Map<string, FindingGroup>();
  for (const group of groups) {
    const { accountId = '*', region = '*', code } = group;
    const name = [accountId, region, code].join('/');
    const other = folded.get(name);
    folded.set(name, other === undefined ? group : fold(other, group));
  }
  return folded;
}

function fold(one: FindingGroup, other: FindingGroup): FindingGroup {
  const worse = other.severity === 'INVALID' ? other : one;
  return { ...worse, count: one.count + other.count, firstSeen: Math.min(one.firstSeen, other.firstSeen) };
}

function toFinding(
  name: string,
  group: FindingGroup,
  { accountId, region, partition, trailArn, time, report, runbookUrl }: Sender,
  state: SecurityHubFinding['RecordState'],
): SecurityHubFinding {
  const { code, severity, firstSeen, example, count } = group;
  const isTampering = severity === 'INVALID';
  const url = runbookOf(runbookUrl, group);
  // Security Hub asks providers for both. Those in the provider's fields may change later.
  const Severity = { Label: isTampering ? 'CRITICAL' : 'MEDIUM' } as const;
  const Types = [isTampering ? TAMPERING : UNVERIFIED];
  return {
    SchemaVersion: '2018-10-08',
    Id: `${trailArn}/${name}`,
    ProductArn: `arn:${partition}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    GeneratorId: `cdk-organization-trail/${code}`,
    AwsAccountId: accountId,
    Types,
    CreatedAt: iso(firstSeen),
    FirstObservedAt: iso(firstSeen),
    UpdatedAt: iso(time),
    LastObservedAt: iso(time),
    Severity,
    FindingProviderFields: { Severity, Types },
    Title: cut(`CloudTrail digest validation: ${describeFinding(example)}`, LONGEST_TITLE),
    Description: cut(lineOf(group), LONGEST_DESCRIPTION),
    Resources: [{ Type: 'AwsCloudTrailTrail', Id: trailArn, Region: region, Partition: partition as 'aws' }],
    ProductFields: { 'cdk-organization-trail/report': report, 'cdk-organization-trail/count': String(count) },
    RecordState: state,
    ...(url !== undefined && { Remediation: { Recommendation: { Text: 'Follow the runbook.', Url: url } } }),
  };
}
