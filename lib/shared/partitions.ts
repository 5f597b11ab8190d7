// What differs between the partitions of AWS. Imports nothing, so that commands can use it without aws-cdk-lib.

export interface Partition {
  readonly name: string;
  /** Its Regions, those to come too. */
  readonly regions: RegExp;
  /**
   * The Regions to which the calls of global services go; EventBridge sees them there alone.
   *
   * Documented for `aws`. For the others these are the Regions of the endpoints: not verified against AWS, which
   * drill-delete-no-role-policy and drill-update-no-policy of docs/verify.md settle.
   */
  readonly iam: string;
  readonly organizations: string;
  /** What the names of endpoints and of regional service principals end with. */
  readonly dnsSuffix: string;
}

/** One Region for all global services. */
const globalIn = (region: string) => ({ iam: region, organizations: region });

/** All those of the AWS SDK; a test compares them. */
export const PARTITIONS: readonly Partition[] = [
  {
    name: 'aws',
    regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    ...globalIn('us-east-1'),
    dnsSuffix: 'amazonaws.com',
  },
  {
    name: 'aws-cn',
    regions: /^cn-\w+-\d+$/,
    iam: 'cn-north-1',
    organizations: 'cn-northwest-1',
    dnsSuffix: 'amazonaws.com.cn',
  },
  { name: 'aws-us-gov', regions: /^us-gov-\w+-\d+$/, ...globalIn('us-gov-west-1'), dnsSuffix: 'amazonaws.com' },
  { name: 'aws-eusc', regions: /^eusc-(de)-\w+-\d+$/, ...globalIn('eusc-de-east-1'), dnsSuffix: 'amazonaws.eu' },
  { name: 'aws-iso', regions: /^us-iso-\w+-\d+$/, ...globalIn('us-iso-east-1'), dnsSuffix: 'c2s.ic.gov' },
  { name: 'aws-iso-b', regions: /^us-isob-\w+-\d+$/, ...globalIn('us-isob-east-1'), dnsSuffix: 'sc2s.sgov.gov' },
  { name: 'aws-iso-e', regions: /^eu-isoe-\w+-\d+$/, ...globalIn('eu-isoe-west-1'), dnsSuffix: 'cloud.adc-e.uk' },
  { name: 'aws-iso-f', regions: /^us-isof-\w+-\d+$/, ...globalIn('us-isof-south-1'), dnsSuffix: 'csp.hci.ic.gov' },
];

/** The partition that a Region belongs to; undefined where it is of none of these, or a token. */
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
  const [aws] = PARTITIONS;
  return PARTITIONS.find(({ name }) => name === partition) ?? aws;
}
