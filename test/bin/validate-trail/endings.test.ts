import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { progressLine } from '../../../bin/validate-trail/report/progress';
import { Corpus } from '../../support/corpus';
import { ServiceError, type MemoryBucket } from '../../support/stand-ins';
import { Capture, run } from '../run';
import { NOW, ONE, ORGANIZATION, verify } from './served';

const one = new Corpus(ONE);
const organization = new Corpus(ORGANIZATION);
const ASKED = ['--trail-arn', one.trailArn, '--start-time', '2026-01-10'];

describe('the command could not run: one sentence, a hint and exit status 3', () => {
  test.each([
    [['--trail-arn', 'trail', '--start-time', '2026-01-10'], '--trail-arn: got "trail", expected arn:aws:cloudtrail:'],
    [[...ASKED, '--end-time', 'tomorrow'], '--end-time: got "tomorrow", expected a time in ISO 8601'],
    [[...ASKED, '--s3-bucket', 'trail-logs'], 'the bucket trail-logs cannot be reached ('],
    [ASKED, `the trail ${one.trailArn} cannot be reached (`],
  ])('%j: %s', async (argv, sentence) => {
    const { status, stdout, stderr } = await run(argv);
    expect(stderr).toMatch(/^validate-trail: [^\n]*[^.\n]\nhint: [^\n]*[^.\n]\n$/);
    expect(stderr.slice('validate-trail: '.length).startsWith(sentence)).toBe(true);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  });

  test.each([
    {
      name: 'a trail that is not there',
      serve: { cloudTrail: { trails: [] } },
      says: [`the trail ${one.trailArn} is not there`, 'check the ARN'],
    },
    {
      name: 'a trail that may not be described',
      serve: { cloudTrail: { fault: () => new ServiceError('AccessDeniedException', 'not allowed to') } },
      says: ['may not be read (AccessDeniedException', 'allow cloudtrail:DescribeTrails, or name the bucket'],
    },
    {
      name: 'credentials that have expired',
      serve: { cloudTrail: { fault: () => new ServiceError('ExpiredTokenException', 'expired') } },
      says: ['without valid credentials (ExpiredTokenException', 'log in'],
    },
    {
      name: 'a bucket that is not there',
      argv: ['--s3-bucket', 'no-such-bucket'],
      says: ['the bucket no-such-bucket does not exist (NoSuchBucket', 'check the name of the bucket'],
    },
    {
      name: 'a bucket that may not be listed',
      serve: { s3: { fault: () => 'accessDenied' as const } },
      says: ['the bucket trail-logs may not be read (AccessDenied', 'allow s3:ListBucket'],
    },
    {
      name: 'a report that cannot be written',
      argv: ['--report-file', '/nowhere/report.json'],
      says: ['/nowhere/report.json cannot be written (ENOENT)', 'name a file in a folder that you may write to'],
    },
  ])('$name', async ({ argv = [], serve, says: [sentence, hint] }) => {
    const { status, stdout, stderr } = await verify(one, { argv, serve });
    expect(stderr).toMatch(/^validate-trail: [^\n]*[^.\n]\nhint: [^\n]*[^.\n]\n$/);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain(`\nhint: ${hint}`);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  });

  test('without credentials', async () => {
    const environment = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { status, stderr } = await run([...ASKED, '--s3-bucket', 'trail-logs'], { environment });
    expect(stderr).toContain('cannot be read without valid credentials');
    expect(stderr).toContain('\nhint: log in');
    expect(status).toBe(3);
  });

  test('several organizations in one bucket', async () => {
    const { status, stderr } = await verify(organization, {
      argv: ['--s3-bucket', 'trail-logs'],
      apply: (bucket) => bucket.put('AWSLogs/o-otherexample/x', { body: Buffer.alloc(0) }),
      serve: { cloudTrail: { trails: [] } },
    });
    expect(stderr).toContain('holds log files of several organizations: o-exampleorgid, o-otherexample\n');
    expect(stderr).toContain('hint: name the one that is meant by --organization-id\n');
    expect(status).toBe(3);
  });
});

describe('a reader that goes away', () => {
  /** A pipe whose reader closes it after some bytes. */
  class Pipe extends Writable {
    public constructor(private left = 100) {
      super();
    }

    public override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
      this.left -= chunk.length;
      done(this.left > 0 ? undefined : Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    }
  }

  const deleted = (bucket: MemoryBucket) => bucket.delete(organization.chain().normalKeys[5]);

  test.each([[[]], [['--output', 'json']], [['--verbose']]])('%j: nothing is said of it', async (argv) => {
    const { stderr } = await verify(organization, { argv, io: { stdout: new Pipe() } });
    expect(stderr).toBe('');
  });

  test('early: what was not verified by then is not verified', async () => {
    const { status } = await verify(organization, { argv: ['--verbose'], io: { stdout: new Pipe() } });
    expect(status).toBe(2);
  });

  test('at the end: the verdict stands', async () => {
    expect((await verify(organization, { io: { stdout: new Pipe() } })).status).toBe(2);
    const summary = new Pipe(200);
    expect((await verify(organization, { io: { stdout: summary } })).status).toBe(0);
    expect((await verify(organization, { apply: deleted, io: { stdout: new Pipe(200) } })).status).toBe(1);
  });

  test('a report in a file is whole all the same', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
    const argv = ['--output', 'json', '--report-file', path.join(folder, 'report')];
    const { status } = await verify(organization, { argv, apply: deleted, io: { stdout: new Pipe() } });
    const report = JSON.parse(readFileSync(path.join(folder, 'report'), 'utf8'));
    rmSync(folder, { recursive: true });
    expect(report).toMatchObject({ verdict: 'INVALID', counts: { digests: { valid: 39, invalid: 1 } } });
    expect(status).toBe(1);
  });
});

test('a reader that is slow gets all of it, and the run waits', async () => {
  class Slow extends Capture {
    public most = 0;

    public override _write(chunk: Buffer, encoding: string, done: () => void): void {
      this.most = Math.max(this.most, this.writableLength);
      setImmediate(() => super._write(chunk, encoding, done));
    }
  }
  const warned = jest.spyOn(process, 'emitWarning');
  const slow = new Slow({ highWaterMark: 1 });
  const { status } = await verify(one, { argv: ['--verbose', '--output', 'ndjson'], io: { stdout: slow } });
  expect(slow.text.trimEnd().split('\n')).toHaveLength(10 + 20 + 1 + 1);
  expect(slow.most).toBeLessThan(1024);
  expect(warned).not.toHaveBeenCalled();
  expect(status).toBe(0);
});

describe('interrupted', () => {
  const interrupting = () => {
    const interrupt = new AbortController();
    let asked = 0;
    const fault = ({ operation }: { operation: string }) => {
      if (operation === 'GetObject' && ++asked === 100) interrupt.abort();
      return undefined;
    };
    return { io: { interruption: () => interrupt.signal }, serve: { s3: { fault } } };
  };
  const long = new Corpus({ ...ONE, hours: 200 });
  const window = ['--start-time', '2026-01-10T05:00:00Z', '--end-time', '2026-01-18T05:00:00Z'];

  test('what was verified so far is reported, and the rest is not verified', async () => {
    const { status, stdout, stderr } = await verify(long, {
      window,
      now: long.end + 90 * 3_600_000,
      ...interrupting(),
    });
    expect(stderr).toContain('UNVERIFIED: this time was not validated');
    const [, valid, total] = /\n(\d+)\/(\d+) log files valid\n/.exec(stdout) ?? [];
    expect(Number(valid)).toBeGreaterThan(0);
    expect(Number(valid)).toBeLessThan(400);
    expect(total).toBe(valid);
    expect(stdout).toContain('Verdict: INCOMPLETE, not all that is due is verified\n');
    expect(status).toBe(2);
  });

  test('the JSON report is whole', async () => {
    const given = { window, now: long.end + 90 * 3_600_000, argv: ['--output', 'json'], ...interrupting() };
    expect(JSON.parse((await verify(long, given)).stdout)).toMatchObject({ verdict: 'INCOMPLETE' });
  });
});

describe('the progress bar', () => {
  test('it shows on a terminal, makes room for lines, and is gone in the end', async () => {
    let time = NOW;
    const terminal = new Capture();
    terminal.isTTY = true;
    const { stdout } = await verify(organization, {
      io: { stderr: terminal, now: () => (time += 40) },
      apply: (bucket) => bucket.delete(organization.chain().normalKeys[5]),
      argv: ['--end-time', '2026-01-10T14:00:00Z'],
      window: ['--start-time', '2026-01-10T05:00:00Z'],
    });
    expect(terminal.text).toMatch(/\r\u001b\[K +\d+ % \[=* *\] \d+ of \d+ files, [\d,]+\/s, \d+ s left/);
    expect(terminal.text.replace(/\r\u001b\[K[^\r\n]*(?=\r)/g, '')).toMatch(/^(\r\u001b\[K)+Digest file\t/);
    expect(terminal.text.split('\r\u001b[K').at(-1)).not.toContain('%');
    expect(stdout).not.toContain('\r');
  });

  test('nothing of it in a pipe', async () => {
    expect((await verify(one)).stderr).toBe('');
  });

  test.each([
    [0, 0, 0, '  0 % [                        ] 0 of 0 files, 0/s'],
    [0, 50, 1000, '  0 % [                        ] 0 of 50 files, 0/s'],
    [12_345, 28_800, 6_330, ' 42 % [==========              ] 12,345 of 28,800 files, 1,950/s, 9 s left'],
    [1_000, 1_000_000, 10_000, '  0 % [                        ] 1,000 of 1,000,000 files, 100/s, 2 h 46 min left'],
    [999, 1000, 999_000, ' 99 % [========================] 999 of 1,000 files, 1/s, 1 s left'],
    [600, 1200, 600_000, ' 50 % [============            ] 600 of 1,200 files, 1/s, 10 min 0 s left'],
  ])('%p of %p after %p ms', (done, known, elapsed, line) => {
    expect(progressLine(done, known, elapsed)).toBe(line);
  });
});
