// A trail that was moved to another bucket: the command follows it into the locations that it is given, and nowhere else.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import packageJson from '../../../package.json';
import { Corpus } from '../../support/corpus';
import { serveCorpus, type ServeCorpusOptions } from '../../support/stand-ins';
import type { S3Request } from '../../support/stand-ins/s3';
import { awsEnvironment, runFile } from '../aws';
import { ORGANIZATION, START, verify } from './served';

const command = path.join(__dirname, '../../..', packageJson.bin['validate-trail']);
const workerFile = pathToFileURL(path.join(__dirname, '../../../assets/validate-trail/worker.mjs'));
const OWNER = '333333333333';
const FORMER = 'former-logs';

const HOURS = 60;
const MOVED = 30;
const at = (hours: number) => new Date(START + hours * 3_600_000).toISOString().replace('.000', '');
const locationOf = (more: Readonly<Record<string, string>> = {}) =>
  Object.entries({ bucket: FORMER, owner: OWNER, since: at(0), until: at(MOVED + 1), ...more })
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
const DECLARED = ['--former-location', locationOf()];
const WINDOW = ['--start-time', at(2), '--end-time', at(HOURS - 2)];

const corpus = new Corpus({
  ...ORGANIZATION,
  hours: HOURS,
  formerPlaces: [{ bucket: FORMER, throughHour: MOVED }],
  calls: [
    {
      account: '111111111111',
      region: 'us-east-1',
      hour: MOVED + 2,
      event: {
        eventTime: at(MOVED + 0.6),
        eventSource: 'cloudtrail.amazonaws.com',
        eventName: 'UpdateTrail',
        userIdentity: { arn: 'arn:aws:sts::111111111111:assumed-role/admin/mover' },
        requestParameters: { name: 'organization-trail', s3BucketName: 'trail-logs' },
      },
    },
  ],
});

/** Records the requests to the former bucket. */
function recorded(owner = OWNER) {
  const requests: S3Request[] = [];
  const fault = (request: S3Request) => (requests.push(request), undefined);
  const options: ServeCorpusOptions = { s3: { owners: { [FORMER]: owner }, fault } };
  return { options, there: () => requests.filter(({ bucket }) => bucket === FORMER) };
}

describe.each(['1', '2'])('the bundled command, in a process of its own, with %s threads', (workers) => {
  async function runIt(argv: readonly string[], owner?: string) {
    const { options, there } = recorded(owner);
    const standIn = await serveCorpus(corpus, options);
    try {
      const words = ['--trail-arn', corpus.trailArn, ...WINDOW, '--workers', workers, ...argv];
      return { ...(await runFile(command, words, awsEnvironment(standIn.endpoint))), there: there() };
    } finally {
      await standIn.close();
    }
  }

  test('verifies all of both locations where the former one is declared', async () => {
    const { status, stdout, stderr, there } = await runIt(DECLARED);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('4 chains: 4 VALID');
    expect(there.filter(({ operation }) => operation === 'GetObject').length).toBeGreaterThan(4 * 28 * 3);
    expect(new Set(there.map(({ expectedOwner }) => expectedOwner))).toEqual(new Set([OWNER]));
  });

  test('reads nothing there where it is not declared, and names who moved the trail', async () => {
    const { status, stdout, stderr, there } = await runIt([]);
    expect(status).toBe(2);
    expect(stderr + stdout).toContain('bucket-not-allowed');
    expect(stderr + stdout).toContain(
      `UpdateTrail at ${at(MOVED + 0.6)} by arn:aws:sts::111111111111:assumed-role/admin/mover`,
    );
    expect(stderr + stdout).not.toContain('digest-missing');
    expect(there).toEqual([]);
  });

  test('verifies nothing of a bucket that belongs to another account now', async () => {
    const { status, stdout, stderr } = await runIt(DECLARED, '999999999999');
    expect(status).toBe(2);
    expect(stderr + stdout).toContain('listing-failed');
    expect(stderr + stdout).not.toContain('digest-missing');
  });
});

test('the report is the same for any number of threads', async () => {
  const reports = [];
  for (const count of ['1', '2', '5']) {
    const argv = [...DECLARED, '--workers', count, '--verbose'];
    const { stdout, stderr, status } = await verify(corpus, { argv, window: WINDOW, io: { workerFile } });
    reports.push({ status, stderr, stdout: stdout.replace(/^Report: \S+/m, 'Report:') });
  }
  expect(reports[0].status).toBe(0);
  expect(reports[0].stdout).toContain(`s3://${FORMER}/AWSLogs/`);
  expect(reports.slice(1)).toEqual([reports[0], reports[0]]);
});

describe('--former-location', () => {
  test.each<[string, string, string]>([
    ['without an owner', locationOf().replace(/,owner=\d+/, ''), '"owner=" too'],
    ['with an owner that is no account', locationOf({ owner: '3' }), '12 digits after "owner="'],
    ['without a time', locationOf().replace(/,until=.*/, ''), '"until=" too'],
    ['with times in the wrong order', locationOf({ until: at(-1) }), 'a time after "until=" that is later than'],
    ['with a time that is none', locationOf({ since: 'then' }), '--former-location: since: got "then"'],
    ['with an unknown name', locationOf({ region: 'us-east-1' }), 'bucket=NAME,owner=ID,since=TIME,until=TIME'],
    ['with a prefix that has a slash at its end', locationOf({ prefix: 'audit/' }), 'after "prefix="'],
    ['with a bucket that is none', locationOf({ bucket: 'Former' }), 'the name of a bucket after "bucket="'],
  ])('%s is rejected', async (_, location, message) => {
    const { status, stderr } = await verify(corpus, { argv: ['--former-location', location] });
    expect(status).toBe(3);
    expect(stderr).toContain(message);
  });

  test('a bucket that is to belong to two accounts is rejected', async () => {
    const argv = [...DECLARED, '--former-location', locationOf({ owner: '444444444444', prefix: 'old' })];
    const { status, stderr } = await verify(corpus, { argv });
    expect(status).toBe(3);
    expect(stderr).toContain(`the owner ${OWNER}, as before`);
  });

  test('a folder is a copy of one bucket', async () => {
    const argv = ['--from-directory', '.', '--s3-bucket', 'trail-logs', '--public-keys', 'keys.json', ...DECLARED];
    const { status, stderr } = await verify(corpus, { argv });
    expect(status).toBe(3);
    expect(stderr).toContain('--former-location');
  });
});
