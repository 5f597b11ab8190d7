import { Corpus } from '../../support/corpus';
import { serveCorpus, type MemoryBucket, type S3StandInOptions } from '../../support/stand-ins';
import { NO_AWS_CLI, validateLogs, type Run } from './aws';
import { applyChange, BUCKET_CHANGES, DIGEST_CHANGES, LOG_CHANGES, type Change, type Mutation } from './mutations';
import { run } from './run';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 10, 3);
const OPTIONS = {
  accounts: ['111111111111'],
  regions: ['us-east-1'],
  start: START,
  hours: 12,
  backfills: [2, 4, 6, 8, 10],
};
const corpus = new Corpus(OPTIONS);
const long = new Corpus({ ...OPTIONS, hours: 2 * DIGEST_CHANGES.length });
const stopped = new Corpus({ ...OPTIONS, backfills: [], restarts: [{ afterHour: 6, gapHours: 3 }] });
const organization = new Corpus({ ...OPTIONS, organizationId: 'o-exampleorgid', keyPrefix: 'logs' });

const between = (start: number, hours: number) => [
  '--start-time',
  new Date(start).toISOString(),
  '--end-time',
  new Date(start + hours * HOUR).toISOString(),
];
/** What the AWS CLI does not see, tested below. */
const UNSEEN = ['newest-digests-deleted', 'all-digests-deleted', 'log-planted'];
const WINDOW = between(START, 18);

interface Case {
  readonly of?: Corpus;
  readonly argv?: readonly string[];
  readonly apply?: Mutation['apply'];
  readonly fault?: S3StandInOptions['fault'];
}

/** The same bucket put to the AWS CLI and to the command in its place. */
async function both({ of = corpus, argv = [...WINDOW, '--verbose'], apply, fault }: Case) {
  const standIn = await serveCorpus(of, { s3: fault && { fault } });
  try {
    apply?.(standIn.bucket, of);
    const words = ['--trail-arn', of.trailArn, ...argv];
    const theirs = validateLogs(standIn.endpoint, words);
    const ours = await run([...words, '--compat', 'aws-cli'], { endpoint: standIn.endpoint });
    const own = await run(words, { endpoint: standIn.endpoint, now: of.end + 72 * HOUR });
    return { theirs: await theirs, ours, own };
  } finally {
    await standIn.close();
  }
}

/** What each of them says of a file, where it is not the same: `valid`, `INVALID: why` or `UNVERIFIED: why`. */
function differences(runs: { theirs: Run; own: Run }, keyOf: (index: number) => string, changes: readonly Change[]) {
  const said = ({ stdout, stderr }: Run, key: string) =>
    `${stdout}\n${stderr}`.split('\n').flatMap((line) => (line.includes(`/${key}\t`) ? [line.split('\t')[2]] : []))[0];
  const rows = changes.map(({ name }, index) => {
    const [theirs, own] = [said(runs.theirs, keyOf(index)), said(runs.own, keyOf(index))];
    return [name, { theirs, own: own?.replace(/ \[.*\]$/, '') }] as const;
  });
  return Object.fromEntries(rows.filter(([, { theirs, own }]) => theirs !== own));
}

if (NO_AWS_CLI) console.warn(`skipped: the comparison with the AWS CLI, since ${NO_AWS_CLI}`);

(NO_AWS_CLI ? describe.skip : describe)('in place of the AWS CLI 1.45.11, the same lines and exit status', () => {
  test.each(BUCKET_CHANGES.filter(({ name }) => !UNSEEN.includes(name)))('$name', async ({ apply }) => {
    const { theirs, ours } = await both({ apply });
    expect(ours).toEqual(theirs);
  });

  describe('every change to a digest, each at an hour of its own', () => {
    let runs: Awaited<ReturnType<typeof both>>;
    const keyOf = (index: number) => long.chain().normalKeys[2 * index + 1];
    beforeAll(async () => {
      const argv = [...between(START, 2 * DIGEST_CHANGES.length + 2), '--verbose'];
      const apply = (bucket: MemoryBucket) =>
        DIGEST_CHANGES.forEach((change, index) => applyChange(bucket, long, keyOf(index), change));
      runs = await both({ of: long, argv, apply });
    });

    test('in its place', () => expect(runs.ours).toEqual(runs.theirs));

    test('without --compat, the same but for these', () => {
      const odd = 'UNVERIFIED: the signed digest holds something that is not as documented';
      expect(differences(runs, keyOf, DIGEST_CHANGES)).toEqual({
        // Said in plain words, where the AWS CLI shows an error of Python
        'digest-a-list': {
          theirs: 'INVALID: list indices must be integers or slices, not str',
          own: 'INVALID: invalid format',
        },
        'digest-a-number': {
          theirs: "INVALID: 'int' object does not support item assignment",
          own: 'INVALID: invalid format',
        },
        'digest-null': {
          theirs: "INVALID: 'NoneType' object does not support item assignment",
          own: 'INVALID: invalid format',
        },
        'signature-not-hex': {
          theirs: 'INVALID: Non-hexadecimal digit found',
          own: 'INVALID: signature verification failed',
        },
        'signature-odd': { theirs: 'INVALID: Odd-length string', own: 'INVALID: signature verification failed' },
        // Oddities beside a signature that holds: no attacker gains by them, so they are no tampering
        'signature-algorithm-missing': { theirs: 'INVALID: signature verification failed', own: odd },
        'signature-algorithm-changed': { theirs: 'valid', own: odd },
        'digest-with-log-files-null': { theirs: 'valid', own: odd },
        // Not seen by the AWS CLI
        'digest-trailing-garbage': {
          theirs: 'valid',
          own: 'INVALID: bytes follow the end of the gzip file of the digest',
        },
        'digest-second-member': {
          theirs: 'valid',
          own: 'INVALID: bytes follow the end of the gzip file of the digest',
        },
      });
    });
  });

  describe('every change to a log file, each at an hour of its own', () => {
    let runs: Awaited<ReturnType<typeof both>>;
    const keyOf = (index: number) => long.chain().logFilesOf(long.chain().normalKeys[2 * index + 1])[0];
    beforeAll(async () => {
      const argv = [...between(START, 2 * LOG_CHANGES.length + 2), '--verbose'];
      const apply = (bucket: MemoryBucket) =>
        LOG_CHANGES.forEach((change, index) => applyChange(bucket, long, keyOf(index), change));
      runs = await both({ of: long, argv, apply });
    });

    test('in its place', () => expect(runs.ours).toEqual(runs.theirs));

    test('without --compat, the same but for these', () => {
      const cut = { theirs: "INVALID: hash value doesn't match", own: 'INVALID: invalid format' };
      const unseen = { theirs: 'valid', own: 'INVALID: invalid format' };
      const after = { theirs: 'valid', own: 'INVALID: unexpected data after end of compressed stream' };
      expect(differences(runs, keyOf, LOG_CHANGES)).toEqual({
        // The AWS CLI hashes what is left of a file that is cut off
        'log-emptied': cut,
        'log-one-byte': cut,
        'log-header-cut': cut,
        'log-cut-in-the-middle': cut,
        // Not seen by the AWS CLI
        'log-length-cut': unseen,
        'log-trailer-cut': unseen,
        'log-second-member': after,
        'log-trailing-garbage': after,
      });
    });
  });

  describe('tampering to which it answers 0', () => {
    const log = (hour: number) => corpus.chain().logFilesOf(corpus.chain().normalKeys[hour])[0];
    const changed = (name: string) => (bucket: MemoryBucket) => {
      const change = LOG_CHANGES.find((row) => row.name === name);
      if (change) applyChange(bucket, corpus, log(5), change);
    };
    test.each<Case & { name: string; says: string; status: number }>([
      { name: 'newest-digests-deleted', says: 'digests are due after the last one that is there', status: 2 },
      { name: 'all-digests-deleted', says: 'there are no digests', status: 2 },
      { name: 'log-planted', says: 'INVALID: no digest lists the log file', status: 1 },
      { name: 'log-second-member', says: 'INVALID: unexpected data after end of compressed stream', status: 1 },
      { name: 'log-trailing-garbage', says: 'INVALID: unexpected data after end of compressed stream', status: 1 },
      {
        name: 'chain-restarted-to-hide-deleted-hours',
        of: stopped,
        apply: (bucket) => {
          const chain = stopped.chain();
          for (const key of chain.normalKeys.slice(4, 7)) {
            [key, ...chain.logFilesOf(key)].forEach((name) => bucket.delete(name));
          }
        },
        says: 'UNVERIFIED: no digest verifies what was delivered in this time, and no verified event explains it',
        status: 2,
      },
    ])('$name: told here', async ({ name, says, status, ...given }) => {
      const apply = given.apply ?? BUCKET_CHANGES.find((row) => row.name === name)?.apply ?? changed(name);
      const { theirs, ours, own } = await both({ ...given, apply });
      expect(ours).toEqual(theirs);
      expect({ theirs: theirs.status, own: own.status }).toEqual({ theirs: 0, own: status });
      expect(own.stderr).toContain(says);
    });
  });

  test.each<Case & { name: string }>([
    { name: 'a trail that was stopped', of: stopped },
    { name: 'a window inside the chain', argv: [...between(START + 3.7 * HOUR, 2), '--verbose'] },
    { name: 'a window before all keys', argv: between(START - 9000 * HOUR, 2) },
    {
      name: 'the bucket given, and a date in words',
      argv: ['--start-time', 'January 10, 2026 03:00:00 UTC', '--end-time', '2026-01-11', '--s3-bucket', 'trail-logs'],
    },
    { name: 'a Region without digests', argv: [...WINDOW, '--region', 'eu-west-1'] },
    { name: 'an organization trail', of: organization, argv: [...WINDOW, '--account-id', '111111111111'] },
    { name: 'an organization trail without an account', of: organization, argv: WINDOW },
    {
      name: 'an organization trail with its bucket given',
      of: organization,
      argv: [...WINDOW, '--s3-bucket', 'trail-logs', '--s3-prefix', 'logs', '--account-id', '111111111111'],
    },
    {
      name: 'a log file that may not be read',
      fault: ({ key }) =>
        key === corpus.chain().logFilesOf(corpus.chain().normalKeys[5])[0] ? 'accessDenied' : undefined,
    },
    {
      name: 'a digest that is archived',
      fault: ({ key }) => (key === corpus.chain().normalKeys[5] ? 'archived' : undefined),
    },
  ])('$name', async (given) => {
    const { theirs, ours } = await both(given);
    expect(ours).toEqual(theirs);
  });
});
