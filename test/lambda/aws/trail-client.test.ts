import { connectToAws, type Aws } from '../../../lambda/aws';
import {
  cloudTrailStandIn,
  type CloudTrailStandInOptions,
  organizationsStandIn,
  type OrganizationsStandInOptions,
  serve,
  ServiceError,
} from '../../support/stand-ins';

const ARN = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/organization-trail';
const JOINED = Date.UTC(2020, 0, 1);

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function open(
  cloudTrail: CloudTrailStandInOptions = {},
  organizations: Partial<OrganizationsStandInOptions> = {},
): Promise<Aws> {
  const trail = { Name: 'organization-trail', TrailARN: ARN, S3BucketName: 'trail-logs', HomeRegion: 'eu-west-1' };
  const server = await serve({
    services: [
      cloudTrailStandIn({ trails: [{ ...trail, S3KeyPrefix: 'audit', IsOrganizationTrail: true }], ...cloudTrail }),
      organizationsStandIn({
        organizationId: 'o-exampleorgid',
        managementAccountId: '111111111111',
        accounts: Array.from({ length: 45 }, (_, index) => ({
          Id: String(100_000_000_000 + index),
          Status: index === 7 ? 'SUSPENDED' : 'ACTIVE',
          JoinedTimestamp: new Date(JOINED),
        })),
        ...organizations,
      }),
    ],
  });
  const aws = connectToAws({
    region: 'eu-west-1',
    endpoint: server.endpoint,
    credentials: () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }),
  });
  opened.push(server, aws);
  return aws;
}

const denied = () => new ServiceError('AccessDeniedException', 'not allowed');

describe('TrailClient.describeTrail', () => {
  const expected = {
    ...{ arn: ARN, bucket: 'trail-logs', keyPrefix: 'audit' },
    ...{ isOrganizationTrail: true, isMultiRegionTrail: false, isValidated: false },
  };

  test('finds the trail in its home Region', async () => {
    const { trailClient } = await open({
      fault: (_operation, region) => (region === 'eu-west-1' ? undefined : denied()),
    });
    expect(await trailClient.describeTrail(ARN)).toEqual(expected);
  });

  test('asks for it by name where trails may not be listed', async () => {
    const { trailClient } = await open({
      fault: (operation) => (operation === 'DescribeTrails' ? denied() : undefined),
    });
    expect(await trailClient.describeTrail(ARN)).toEqual(expected);
  });

  test('reports that there is none', async () => {
    const { trailClient } = await open({ trails: [] });
    expect(await trailClient.describeTrail(ARN)).toMatchObject({ failure: 'absent' });
  });

  test('reports that access is denied', async () => {
    const { trailClient } = await open({ fault: denied });
    expect(await trailClient.describeTrail(ARN)).toMatchObject({ failure: 'denied' });
  });
});

describe('TrailClient.describeTrails', () => {
  test('gives what each trail writes, and how', async () => {
    const own = { Name: 'organization-trail', TrailARN: ARN, HomeRegion: 'eu-west-1' };
    const { trailClient } = await open({
      trails: [
        { ...own, S3BucketName: 'trail-logs', IsMultiRegionTrail: true, LogFileValidationEnabled: true },
        { ...own, TrailARN: `${ARN}-2`, S3BucketName: 'other-logs' },
      ],
    });
    const nothing = { keyPrefix: undefined, isOrganizationTrail: false };
    expect(await trailClient.describeTrails(ARN)).toEqual([
      { arn: ARN, bucket: 'trail-logs', isMultiRegionTrail: true, isValidated: true, ...nothing },
      { arn: `${ARN}-2`, bucket: 'other-logs', isMultiRegionTrail: false, isValidated: false, ...nothing },
    ]);
  });

  test('reports that access is denied', async () => {
    const { trailClient } = await open({ fault: denied });
    expect(await trailClient.describeTrails(ARN)).toMatchObject({ failure: 'denied' });
  });
});

describe('OrganizationClient', () => {
  test('names the organization', async () => {
    const { organizationClient } = await open();
    expect(await organizationClient.organizationId()).toEqual({ organizationId: 'o-exampleorgid' });
  });

  test('lists the accounts of all pages with their state', async () => {
    const accounts = await (await open()).organizationClient.accounts();
    expect(accounts).toHaveLength(45);
    expect(accounts).toContainEqual({ accountId: '100000000006', isActive: true, joined: JOINED });
    expect(accounts).toContainEqual({ accountId: '100000000007', isActive: false, joined: JOINED });
  });

  test('reports that access is denied', async () => {
    const { organizationClient } = await open({}, { fault: denied });
    expect(await organizationClient.organizationId()).toMatchObject({ failure: 'denied' });
    expect(await organizationClient.accounts()).toMatchObject({ failure: 'denied' });
  });
});
