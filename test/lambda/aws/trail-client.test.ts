import { connectToAws, type TrailClient } from '../../../lambda/aws';
import {
  cloudTrailStandIn,
  type CloudTrailStandInOptions,
  organizationsStandIn,
  type OrganizationsStandInOptions,
  serve,
  ServiceError,
  stsStandIn,
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
): Promise<TrailClient> {
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
      stsStandIn('111111111111'),
    ],
  });
  const aws = connectToAws({
    region: 'eu-west-1',
    endpoint: server.endpoint,
    credentials: () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }),
  });
  opened.push(server, aws);
  return aws.facts;
}

const denied = () => new ServiceError('AccessDeniedException', 'not allowed');

describe('TrailClient.describeTrail', () => {
  const expected = { arn: ARN, bucket: 'trail-logs', keyPrefix: 'audit', isOrganizationTrail: true };

  test('finds the trail in its home Region', async () => {
    const facts = await open({ fault: (_operation, region) => (region === 'eu-west-1' ? undefined : denied()) });
    expect(await facts.describeTrail(ARN)).toEqual(expected);
  });

  test('asks for it by name where trails may not be listed', async () => {
    const facts = await open({ fault: (operation) => (operation === 'DescribeTrails' ? denied() : undefined) });
    expect(await facts.describeTrail(ARN)).toEqual(expected);
  });

  test('tells that there is none', async () => {
    expect(await (await open({ trails: [] })).describeTrail(ARN)).toMatchObject({ failure: 'absent' });
  });

  test('tells that it may not ask', async () => {
    expect(await (await open({ fault: denied })).describeTrail(ARN)).toMatchObject({ failure: 'denied' });
  });
});

describe('TrailClient of the organization', () => {
  test('names the organization', async () => {
    expect(await (await open()).organizationId()).toEqual({ organizationId: 'o-exampleorgid' });
  });

  test('lists the accounts of all pages with their state', async () => {
    const accounts = await (await open()).accounts();
    expect(accounts).toHaveLength(45);
    expect(accounts).toContainEqual({ accountId: '100000000006', isActive: true, joined: JOINED });
    expect(accounts).toContainEqual({ accountId: '100000000007', isActive: false, joined: JOINED });
  });

  test('tells that it may not ask', async () => {
    const facts = await open({}, { fault: denied });
    expect(await facts.organizationId()).toMatchObject({ failure: 'denied' });
    expect(await facts.accounts()).toMatchObject({ failure: 'denied' });
  });
});

test('TrailClient.callerAccountId names the account of the credentials', async () => {
  expect(await (await open()).callerAccountId()).toEqual({ accountId: '111111111111' });
});
