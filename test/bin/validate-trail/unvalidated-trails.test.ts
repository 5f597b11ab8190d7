// A second trail without log file validation that shares the bucket, read by the command as it ships: declared or not, in
// one thread and in two.
import { Corpus, HOUR, logFileKey } from '../../support/corpus';
import { serveCorpus, ServiceError, type MemoryBucket, type StandInTrail } from '../../support/stand-ins';
import { awsEnvironment, type Run } from '../aws';
import { runPacked } from '../packed';
import { FORGED } from './mutations';
import { ORGANIZATION, verify, WINDOW } from './served';

interface Report {
  readonly status: number;
  readonly verdict: string;
  readonly counts: { readonly logs: Readonly<Record<string, number>> };
  readonly findings: { readonly code: string; severity: string; region: string | null; key: string; message: string }[];
}

const organization = new Corpus(ORGANIZATION);
const OWNER = 'arn:aws:cloudtrail:us-east-1:111111111111:trail';
const SECOND = `${OWNER}/second-trail`;
const [MANAGEMENT, MEMBER] = ORGANIZATION.accounts;
const HOUR_OF_FILES = organization.chain().ends[5] - HOUR / 2;

const fileIn = (account: string, region: string) =>
  logFileKey(organization.place, account, region, HOUR_OF_FILES, 'OFASECONDTRAIL00');
/** Log files that no digest lists: of two accounts, in two Regions. */
const FILES = [
  fileIn(MANAGEMENT, 'us-east-1'),
  fileIn(MANAGEMENT, 'eu-west-1'),
  fileIn(MEMBER, 'us-east-1'),
  fileIn(MEMBER, 'eu-west-1'),
];

/** What CloudTrail shows of the second trail, whoever made it. */
const described = (more: Partial<StandInTrail> = {}): StandInTrail => ({
  Name: 'second-trail',
  TrailARN: SECOND,
  S3BucketName: 'trail-logs',
  HomeRegion: 'us-east-1',
  IsOrganizationTrail: true,
  LogFileValidationEnabled: false,
  ...more,
});

const own = described({
  ...{ Name: 'organization-trail', TrailARN: organization.trailArn, LogFileValidationEnabled: true },
});
const share = (bucket: MemoryBucket) => {
  for (const key of FILES) bucket.put(key, { body: FORGED, lastModified: new Date(HOUR_OF_FILES + 60_000) });
};
const parsed = ({ stdout, status }: Run): Report => ({
  ...(JSON.parse(
    stdout.replace(/"time": ?"[^"]+"/, '"time":""').replace(/ListPublicKeys of [^"]+/g, 'ListPublicKeys'),
  ) as Report),
  status,
});

async function verifyShared(argv: readonly string[], others: readonly StandInTrail[] = []): Promise<Report> {
  const serve = { cloudTrail: { trails: [own, ...others] } };
  return parsed(await verify(organization, { argv: [...argv, '--output', 'json'], apply: share, serve }));
}

/** By the command as it ships, in processes of their own, with one thread and with two. */
async function verifyPacked(argv: readonly string[], others: readonly StandInTrail[]): Promise<Report> {
  const standIn = await serveCorpus(organization, { cloudTrail: { trails: [own, ...others] } });
  share(standIn.bucket);
  try {
    const words = ['--trail-arn', organization.trailArn, ...WINDOW, ...argv, '--output', 'json', '--workers'];
    const runs = await Promise.all(
      ['1', '2'].map((workers) => runPacked([...words, workers], awsEnvironment(standIn.endpoint))),
    );
    expect(parsed(runs[1])).toEqual(parsed(runs[0]));
    return parsed(runs[0]);
  } finally {
    await standIn.close();
  }
}

const keysOf = ({ findings }: Report, of: string) =>
  findings
    .filter(({ code }) => code === of)
    .map(({ key }) => key)
    .sort();
const hintsOf = ({ findings }: Report) =>
  findings.filter(({ code }) => code === 'unvalidated-trail').map(({ message }) => /\((.*)\)$/.exec(message)?.[1]);

test('undeclared, they are tampering, whatever trails AWS shows; the trail is a hint, as it would be declared', async () => {
  const report = await verifyPacked([], [described({ IsMultiRegionTrail: true })]);
  expect([report.status, report.verdict, keysOf(report, 'log-file-unlisted')]).toEqual([
    1,
    'INVALID',
    [...FILES].sort(),
  ]);
  expect(hintsOf(report)).toEqual([`--unvalidated-trail "${SECOND} accounts=all regions=all since=TIME"`]);
});

test('declared, they are unverified, each of them, and never valid', async () => {
  const report = await verifyPacked(['--unvalidated-trail', `${SECOND} accounts=all regions=all`], [described()]);
  expect([report.status, report.verdict]).toEqual([2, 'INCOMPLETE']);
  expect(keysOf(report, 'log-file-unattributed')).toEqual([...FILES].sort());
  expect(report.counts.logs).toMatchObject({ invalid: 0, unverified: FILES.length });
  expect(hintsOf(report)).toEqual([]);
});

test.each([
  ['its own account and Region alone', SECOND, [fileIn(MANAGEMENT, 'us-east-1')]],
  ['one account in all Regions', `${SECOND} accounts=${MEMBER} regions=all`, FILES.slice(2)],
  ['all accounts in one Region', `${SECOND} accounts=all regions=eu-west-1`, [FILES[1], FILES[3]]],
  ['another time', `${SECOND} accounts=all regions=all since=2026-01-10T12:00:00Z`, []],
])('declared for %s, the others are tampering', async (_, declared, explained) => {
  const report = await verifyShared(['--unvalidated-trail', declared], [described()]);
  expect([report.verdict, hintsOf(report)]).toEqual(['INVALID', []]);
  expect(keysOf(report, 'log-file-unattributed')).toEqual([...explained].sort());
  expect(keysOf(report, 'log-file-unlisted')).toEqual(FILES.filter((key) => !explained.includes(key)).sort());
});

test.each<[string, Partial<StandInTrail>]>([
  ['that has log file validation', { LogFileValidationEnabled: true }],
  ['that writes to another bucket', { S3BucketName: 'other-logs' }],
  ['that writes to another prefix', { S3KeyPrefix: 'audit' }],
  ['of one account', { IsOrganizationTrail: false }],
  ['of another account', { TrailARN: SECOND.replace('111111111111', '222222222222') }],
])('no hint names a trail %s', async (_, more) => {
  expect(hintsOf(await verifyShared([], [described(more)]))).toEqual([]);
});

test('without a log file that no digest lists nobody is asked for trails', async () => {
  const argv = ['--s3-bucket', 'trail-logs', '--organization-id', 'o-exampleorgid'];
  const { status, requests } = await verify(organization, { argv });
  expect([status, requests.get('DescribeTrails')]).toEqual([0, undefined]);
});

test('where trails may not be described there is no hint, and the verdict is the same', async () => {
  const fault = (operation: string) =>
    operation === 'ListPublicKeys' ? undefined : new ServiceError('AccessDeniedException', 'not allowed');
  const argv = ['--s3-bucket', 'trail-logs'];
  const { status, stderr } = await verify(organization, { argv, apply: share, serve: { cloudTrail: { fault } } });
  expect(status).toBe(1);
  expect(stderr).toContain('[log-file-unlisted 111111111111 us-east-1]');
  expect(stderr).not.toContain('unvalidated-trail]');
});

test('a trail that can write none of the log files is rejected before anything is verified', async () => {
  const argv = ['--unvalidated-trail', organization.trailArn];
  const { status, stderr, requests } = await verify(organization, { argv, apply: share });
  expect(stderr).toContain(
    `--unvalidated-trail: got "${organization.trailArn}", expected another trail than --trail-arn`,
  );
  expect([status, requests.get('GetObject')]).toEqual([3, undefined]);
});
