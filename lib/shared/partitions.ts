// What differs between the partitions of AWS. Imports nothing, so that commands can use it without aws-cdk-lib.

export interface Partition {
  readonly name: string;
  readonly regions: RegExp;
  /**
   * The Regions to which the calls of global services go; EventBridge sees them there alone.
   *
   * Documented for `aws`. For the other two these are the Regions of the endpoints: not verified against AWS, which
   * drill-delete-no-role-policy and drill-update-no-policy of docs/verify.md settle.
   */
  readonly iam: string;
  readonly organizations: string;
  /** What the names of endpoints and of regional service principals end with. */
  readonly dnsSuffix: string;
}

export const PARTITIONS: readonly Partition[] = [
  {
    name: 'aws-cn',
    regions: /^cn-/,
    iam: 'cn-north-1',
    organizations: 'cn-northwest-1',
    dnsSuffix: 'amazonaws.com.cn',
  },
  {
    name: 'aws-us-gov',
    regions: /^us-gov-/,
    iam: 'us-gov-west-1',
    organizations: 'us-gov-west-1',
    dnsSuffix: 'amazonaws.com',
  },
  {
    name: 'aws',
    regions: /^(?!us-iso|eu-isoe|us-isob|eusc-)[a-z]{2}-/,
    iam: 'us-east-1',
    organizations: 'us-east-1',
    dnsSuffix: 'amazonaws.com',
  },
];

/** The partition that a Region belongs to; undefined where it is none of ours or not known yet. */
export function partitionOf(region: string | undefined): string | undefined {
  return PARTITIONS.find(({ regions }) => regions.test(region ?? ''))?.name;
}

/** The accounts and Regions in which there is something of a trail, each once. */
export function placesIn(
  partition: string,
  trail: { readonly managementAccountId: string; readonly logArchiveAccountId: string; readonly homeRegion: string },
): { readonly accountId: string; readonly region: string }[] {
  const { iam, organizations } = partitionNamed(partition);
  const candidates = [
    { accountId: trail.managementAccountId, regions: [trail.homeRegion, iam, organizations] },
    { accountId: trail.logArchiveAccountId, regions: [trail.homeRegion, iam] },
  ].flatMap(({ accountId, regions }) => regions.map((region) => ({ accountId, region })));
  return candidates.filter(
    (a, index) => candidates.findIndex((b) => a.accountId === b.accountId && a.region === b.region) === index,
  );
}

/** That of `aws` where the partition is not known yet. */
export function partitionNamed(partition: string): Partition {
  const aws = PARTITIONS[PARTITIONS.length - 1];
  return PARTITIONS.find(({ name }) => name === partition) ?? aws;
}
