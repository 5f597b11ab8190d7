import packageJson from '../../../package.json';
import { formatIsoTime } from '../../../lambda/core/format/time';
import { Corpus, HOUR } from '../../support/corpus';
import { serveCorpus, ServiceError, type MemoryBucket } from '../../support/stand-ins';
import { applyChange, FORGED, LOG_CHANGES } from './mutations';
import { run } from '../run';
import { digestOf as digest, logOf as log, NOW, ONE, ORGANIZATION, verify, START } from './served';

const MINUTE = 60_000;
const one = new Corpus({ ...ONE, backfills: [7] });
const organization = new Corpus(ORGANIZATION);

const place = (key: string) => `s3://trail-logs/${key}`;

describe('one account', () => {
  test('all is verified: the lines and the summary of the AWS CLI, and the verdict', async () => {
    expect(await verify(one)).toMatchObject({
      status: 0,
      stderr: '',
      stdout: [
        `Validating log files for trail ${one.trailArn} between 2026-01-10T05:00:00Z and 2026-01-10T14:00:00Z`,
        '',
        'Results requested for 2026-01-10T05:00:00Z to 2026-01-10T14:00:00Z',
        'Results found for 2026-01-10T05:00:00Z to 2026-01-10T14:00:00Z:',
        '',
        '10/10 digest files valid',
        '1/1 backfill digest files valid',
        '22/22 log files valid',
        '',
        'Chain: 111111111111 us-east-1 VALID, 10/10 digest files valid, 1/1 backfill digest files valid, 22/22 log files valid',
        `Report: 2026-01-13T21:00:00Z by validate-trail ${packageJson.version}, as arn:aws:iam::111111111111:role/auditor, from s3://trail-logs/AWSLogs/`,
        'Verdict: VALID, all that is due is verified',
        '',
      ].join('\n'),
    });
  });

  test('--verbose shows every valid file', async () => {
    const { stdout } = await verify(one, { argv: ['--verbose'] });
    const lines = stdout.split('\n').filter((line) => line.endsWith('\tvalid'));
    expect(lines).toHaveLength(33);
    expect(lines).toContain(`Digest file\t${place(digest(one, 5))}\tvalid`);
    expect(lines).toContain(`(backfill) Digest file\t${place(one.chain().backfillKeys[0])}\tvalid`);
    expect(lines).toContain(`Log file\t${place(log(one, 5))}\tvalid`);
  });

  test('a missing digest is reported and counted as the AWS CLI does, and its log files are unverified', async () => {
    const { status, stdout, stderr } = await verify(one, { apply: (bucket) => bucket.delete(digest(one, 5)) });
    expect(status).toBe(1);
    expect(stderr).toContain(`Digest file\t${place(digest(one, 5))}\tINVALID: not found\n\n`);
    expect(stderr).toContain(
      `Log file\t${place(log(one, 5))}\tUNVERIFIED: no digest can verify or disprove the log file [log-file-unverified 111111111111 us-east-1]\n\n`,
    );
    expect(stdout).toContain('\n9/10 digest files valid, 1/10 digest files INVALID\n');
    expect(stdout).toContain('\nVerdict: INVALID, tampering was found\n');
  });

  test('digests missing in a row are named one by one', async () => {
    const apply = (bucket: MemoryBucket) => [5, 6, 7].forEach((hour) => bucket.delete(digest(one, hour)));
    const { stderr, stdout } = await verify(one, { apply });
    for (const hour of [5, 6, 7]) {
      expect(stderr).toContain(`Digest file\t${place(digest(one, hour))}\tINVALID: not found\n`);
    }
    expect(stdout).toContain('\n7/10 digest files valid, 3/10 digest files INVALID\n');
  });

  test('a gap is reported with its time, and who stopped logging', async () => {
    const stopped = new Corpus({ ...ONE, restarts: [{ afterHour: 4, gapHours: 3 }] });
    const { status, stderr } = await verify(stopped);
    expect(status).toBe(2);
    const [end, start] = stopped.chain().ends.slice(4, 6).map(formatIsoTime);
    const who = 'arn:aws:sts::111111111111:assumed-role/admin/someone';
    expect(stderr).toContain(`UNVERIFIED: no digest verifies what was delivered in this time; logging was stopped`);
    expect(stderr).toContain(
      ` (${end} to ${start}; StopLogging at ${formatIsoTime(stopped.chain().ends[4] - 50 * MINUTE)} by ${who})`,
    );
    expect(stderr).not.toContain('No log files were delivered');
  });

  test('what is not due yet is pending, and leaves the exit status', async () => {
    const { status, stdout } = await verify(one, { now: Date.UTC(2026, 0, 10, 14) });
    expect(stdout).toContain('\nPending: 2026-01-10T10:00:00Z to 2026-01-10T14:00:00Z is not due yet\n');
    expect(stdout).toContain('\nVerdict: VALID, all that is due is verified\n');
    expect(status).toBe(0);
  });

  test('where there is nothing, nothing is verified', async () => {
    const apply = (bucket: MemoryBucket) => [...bucket.keys].forEach((key) => bucket.delete(key));
    const { status, stdout } = await verify(one, { argv: ['--account-id', '111111111111'], apply });
    expect(stdout).toContain('\nNo digests found\n');
    expect(stdout).toContain('\nVerdict: INCOMPLETE, not all that is due is verified\n');
    expect(status).toBe(2);
  });

  test('a file that may not be read is unverified, and the run goes on', async () => {
    const fault = ({ key }: { key: string }) => (key === log(one, 5) ? ('accessDenied' as const) : undefined);
    const { status, stdout, stderr } = await verify(one, { serve: { s3: { fault } } });
    expect(stderr).toBe(
      `Log file\t${place(log(one, 5))}\tUNVERIFIED: the log file could not be read: access is denied (AccessDenied: Access Denied) [log-file-unreadable 111111111111 us-east-1]\n\n`,
    );
    expect(stdout).toContain('\n21/22 log files valid, 1/22 log files UNVERIFIED\n');
    expect(status).toBe(2);
  });

  test('a backfill digest that may not be read: its log files are unverified, not injected', async () => {
    const [backfill] = one.chain().backfillKeys;
    const fault = ({ key }: { key: string }) => (key === backfill ? ('archived' as const) : undefined);
    const { status, stderr } = await verify(one, { serve: { s3: { fault } } });
    expect(stderr).toContain(
      `(backfill) Digest file\t${place(backfill)}\tUNVERIFIED: the digest could not be read: it is`,
    );
    expect(stderr.match(/\[log-file-unverified /g)).toHaveLength(2);
    expect(status).toBe(2);
  });

  test('like findings in a row are folded after the tenth', async () => {
    const busy = new Corpus({ ...ONE, logsPerHour: 30 });
    const logs = busy.chain().logFilesOf(digest(busy, 5));
    const apply = (bucket: MemoryBucket) => logs.forEach((key) => bucket.delete(key));
    const { stderr, stdout } = await verify(busy, { apply });
    const lines = stderr.split('\n').filter(Boolean);
    expect(lines.slice(0, 10)).toEqual(logs.slice(0, 10).map((key) => `Log file\t${place(key)}\tINVALID: not found`));
    expect(lines.slice(10)).toEqual([
      `Log file\t${place(logs[10])} … ${place(logs[29])}\tINVALID: 20 more in a row [log-file-missing 111111111111 us-east-1]`,
    ]);
    expect(stdout).toContain('30/300 log files INVALID');
  });

  test('names that could steer a terminal are shown in codes', async () => {
    const hostile = log(one, 5).replace(/_0\w+\.json\.gz$/, '_\u001b[2J\n\u202eVALID\u009b.json.gz');
    const apply = (bucket: MemoryBucket) =>
      bucket.put(hostile, { body: FORGED, lastModified: new Date(one.chain().ends[5] - HOUR / 2) });
    const { stderr, stdout } = await verify(one, { apply });
    expect(stderr).toContain('_\\u001b[2J\\u000a\\u202eVALID\\u009b.json.gz\t');
    expect(stderr + stdout).not.toMatch(/[^\P{C}\n\t]/u);
  });

  test('a time with an offset is converted', async () => {
    const argv = ['--account-id', '111111111111'];
    const words = ['--trail-arn', one.trailArn, '--start-time', '2026-01-10T10:00:00+05:00', '--end-time'];
    const standIn = await serveCorpus(one);
    const { stdout } = await run([...words, '2026-01-10T09:00:00-05:00', ...argv], {
      endpoint: standIn.endpoint,
      now: NOW,
    });
    await standIn.close();
    expect(stdout).toContain('Results requested for 2026-01-10T05:00:00Z to 2026-01-10T14:00:00Z\n');
  });
});

describe('an organization', () => {
  test('all accounts and Regions in one run', async () => {
    const { status, stdout, stderr } = await verify(organization);
    expect(stderr).toBe('');
    expect(stdout).toContain(
      '\n40/40 digest files valid\n80/80 log files valid\n\nChain: 111111111111 eu-west-1 VALID, 10/10 ',
    );
    expect(stdout).toMatch(/\n4 chains: 4 VALID\nReport: .*\nVerdict: VALID, /);
    expect(status).toBe(0);
  });

  test.each([
    { argv: ['--account-id', '222222222222'], logs: 20 },
    { argv: ['--account-id', '222222222222', '--region', 'eu-west-1'], logs: 20 },
    { argv: ['--account-id', '222222222222', '--region', 'all'], logs: 40 },
    { argv: ['--region', 'eu-west-1'], logs: 40 },
  ])('$argv narrows it to $logs log files', async ({ argv, logs }) => {
    expect((await verify(organization, { argv })).stdout).toContain(`\n${logs}/${logs} log files valid\n`);
  });

  test('one account in one Region is due by being asked for', async () => {
    const { status, stderr } = await verify(organization, { argv: ['--account-id', '999999999999'] });
    expect(stderr).toContain(
      '2026-01-10T05:00:00Z/2026-01-10T14:00:00Z\tUNVERIFIED: there are no digests [no-digests]',
    );
    expect(status).toBe(2);
  });

  test('the bucket given: the organization is found by its folder', async () => {
    const fault = () => new ServiceError('AccessDeniedException', 'not allowed to');
    const { status, stdout, stderr } = await verify(organization, {
      argv: ['--s3-bucket', 'trail-logs'],
      serve: { cloudTrail: { trails: [] }, organizations: { fault } },
    });
    expect(stderr).toBe(
      'Chain\t* *\tNOTICE: without AWS Organizations, accounts that were never seen are not noticed [accounts-unknown]\n\n',
    );
    expect(stdout).toContain('4 chains: 4 VALID');
    expect(status).toBe(0);
  });

  test('the bucket and the organization given: CloudTrail is asked for keys only', async () => {
    const argv = ['--s3-bucket', 'trail-logs', '--organization-id', 'o-exampleorgid'];
    const { status, requests } = await verify(organization, { argv });
    expect(status).toBe(0);
    expect([...requests.keys()]).not.toContain('DescribeTrails');
  });

  test('an account of the organization that never wrote is noticed', async () => {
    const accounts = ['111111111111', '222222222222', '333333333333'].map((Id) => ({ Id, Status: 'ACTIVE' }));
    const { status, stderr } = await verify(organization, { serve: { organizations: { accounts } } });
    expect(stderr).toMatch(
      /^Chain\t333333333333 us-east-1 \S+\tUNVERIFIED: there are no digests .*\[no-digests\]\n\n$/,
    );
    expect(status).toBe(2);
  });

  test('an account that joined in the last day, or is suspended, is no alarm', async () => {
    const short = new Corpus({ ...ORGANIZATION, accounts: ['111111111111', '222222222222'], hours: 12 });
    const accounts = [
      { Id: '111111111111', Status: 'ACTIVE' },
      { Id: '222222222222', Status: 'SUSPENDED' },
      { Id: '333333333333', Status: 'ACTIVE', JoinedTimestamp: new Date(START + 11 * HOUR) },
    ];
    const newest = (bucket: MemoryBucket) => {
      for (const region of short.options.regions) {
        const chain = short.chain('222222222222', region);
        for (const key of chain.normalKeys.slice(8)) {
          [key, ...chain.logFilesOf(key)].forEach((name) => bucket.delete(name));
        }
      }
    };
    const { status, stderr } = await verify(short, { apply: newest, serve: { organizations: { accounts } } });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('two runs print the same', async () => {
    const apply = (bucket: MemoryBucket) => {
      for (const chain of organization.chains) {
        LOG_CHANGES.slice(0, 2).forEach((change, index) =>
          applyChange(bucket, organization, chain.logFilesOf(chain.normalKeys[4 + index])[0], change),
        );
      }
    };
    const [first, second] = [await verify(organization, { apply }), await verify(organization, { apply })];
    expect(first.stderr.split('\n').filter(Boolean)).toHaveLength(8);
    expect(second.stderr).toBe(first.stderr);
  });
});
