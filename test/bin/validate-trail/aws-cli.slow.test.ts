// The same bucket put to the AWS CLI and to validate-trail: what differs is written here, and nothing else may.
import { Corpus } from '../../support/corpus';
import { AWS_CLI, describeWith } from '../../support/programs';
import { serveCorpus, type MemoryBucket, type S3StandInOptions } from '../../support/stand-ins';
import { validateLogs, type Run } from '../aws';
import { run } from '../run';
import {
  applyChange,
  BACKFILL_CHANGES,
  BUCKET_CHANGES,
  DIGEST_CHANGES,
  LOG_CHANGES,
  type Change,
  type Mutation,
} from './mutations';

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
/** Inside the chain, where all digests are due. */
const WINDOW = between(START + 2 * HOUR, 9);
const ACCOUNT = ['--account-id', '111111111111'];

interface Case {
  readonly of?: Corpus;
  readonly argv?: readonly string[];
  readonly apply?: Mutation['apply'];
  readonly fault?: S3StandInOptions['fault'];
}

interface Runs {
  readonly aws: Run;
  readonly own: Run;
}

/** The same bucket put to both. */
async function both({ of = corpus, argv = [...WINDOW, '--verbose'], apply, fault }: Case): Promise<Runs> {
  const standIn = await serveCorpus(of, { s3: fault && { fault } });
  try {
    apply?.(standIn.bucket, of);
    const words = ['--trail-arn', of.trailArn, ...argv];
    const aws = validateLogs(standIn.endpoint, words);
    const own = await run(words, { endpoint: standIn.endpoint, now: of.end + 72 * HOUR });
    return { aws: await aws, own };
  } finally {
    await standIn.close();
  }
}

/** A line in words of our own ends with the code of a finding, or is of our part of the summary. */
const OWN_LINE = / \[[^\]]+\]$|^(Verdict|Pending|Chain|Report): /;
const CODE = / \[([^ \]]+)[^\]]*\]$/;

/** The lines in the words of the AWS CLI, in the order of the alphabet: its own order is from the newest to the oldest. */
const linesOf = ({ stdout, stderr }: Run) =>
  `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !OWN_LINE.test(line))
    .sort();

/** The codes of the lines in words of our own. */
const codesOf = ({ stdout, stderr }: Run) => [
  ...new Set(`${stdout}\n${stderr}`.split('\n').flatMap((line) => CODE.exec(line)?.[1] ?? [])),
];

/** What each of them says of a file, where it is not the same: `valid`, `INVALID: why` or `UNVERIFIED: why`. */
function differences(runs: Runs, keyOf: (index: number) => string, changes: readonly Change[]) {
  const stateOf = ({ stdout, stderr }: Run, key: string) =>
    `${stdout}\n${stderr}`.split('\n').flatMap((line) => (line.includes(`/${key}\t`) ? [line.split('\t')[2]] : []))[0];
  const rows = changes.map(({ name }, index) => {
    const [aws, own] = [stateOf(runs.aws, keyOf(index)), stateOf(runs.own, keyOf(index))];
    return [name, { aws, own: own?.replace(/ \[.*\]$/, '') }] as const;
  });
  return Object.fromEntries(rows.filter(([, { aws, own }]) => aws !== own));
}

const mutation = (name: string) => BUCKET_CHANGES.find((row) => row.name === name)!.apply;
const log = (hour: number) => corpus.chain().logFilesOf(corpus.chain().normalKeys[hour])[0];
const changedLog =
  (name: string): Mutation['apply'] =>
  (bucket) =>
    applyChange(
      bucket,
      corpus,
      log(5),
      LOG_CHANGES.find((change) => change.name === name)!,
    );

const AWS_CLI_1_45_11 = { ...AWS_CLI, name: 'the AWS CLI 1.45.11', prints: /^aws-cli\/1\.45\.11 / };

describeWith(AWS_CLI_1_45_11)('beside the AWS CLI 1.45.11', () => {
  describe('the same lines, the same summary and the same exit status', () => {
    test.each<Case & { name: string; status?: number; codes?: string[] }>([
      { name: 'nothing is changed' },
      { name: 'without --verbose', argv: WINDOW },
      {
        name: 'a window that begins and ends inside of an hour',
        argv: [...between(START + 3.7 * HOUR, 2), '--verbose'],
      },
      {
        name: 'the bucket given, and times in the basic form',
        argv: ['--start-time', '20260110T050000Z', '--end-time', '20260110T140000Z', '--s3-bucket', 'trail-logs'],
      },
      { name: 'an account of an organization trail', of: organization, argv: [...WINDOW, ...ACCOUNT, '--verbose'] },
      { name: 'a log file is replaced', apply: changedLog('log-replaced'), status: 1 },
      { name: 'a log file is deleted', apply: changedLog('log-deleted'), status: 1 },
    ])('$name', async ({ status = 0, codes = [], ...given }) => {
      const { aws, own } = await both(given);
      expect(linesOf(own)).toEqual(linesOf(aws));
      expect([aws.status, own.status, codesOf(own)]).toEqual([status, status, codes]);
    });
  });

  describe('more than the AWS CLI says', () => {
    test.each<
      Case & { name: string; aws: number; own: number; codes: string[]; only: { aws: RegExp[]; own: RegExp[] } }
    >([
      {
        name: 'a digest is deleted: its log files are unverified',
        apply: (bucket) => bucket.delete(corpus.chain().normalKeys[5]),
        ...{ aws: 1, own: 1, codes: ['log-file-unverified'] },
        only: {
          aws: [/^28\/28 log files valid$/],
          own: [/^28\/30 log files valid, 2\/30 log files UNVERIFIED$/],
        },
      },
      {
        name: 'a backfill digest is deleted: its log files are listed by none',
        apply: mutation('backfill-deleted'),
        ...{ aws: 1, own: 1, codes: ['log-file-unlisted'] },
        only: { aws: [/^28\/28 log files valid$/], own: [/^28\/29 log files valid, 1\/29 log files INVALID$/] },
      },
      {
        name: 'digests in a row are deleted: each is named, not the last one alone',
        apply: mutation('two-digests-in-a-row-deleted'),
        ...{ aws: 1, own: 1, codes: ['log-file-unverified'] },
        only: {
          aws: [/^26\/26 log files valid$/, /^8\/9 digest files valid, 1\/9 digest files INVALID$/],
          own: [
            /^26\/30 log files valid, 4\/30 log files UNVERIFIED$/,
            /^8\/10 digest files valid, 2\/10 digest files INVALID$/,
            /^Digest file\t.*\tINVALID: not found$/,
          ],
        },
      },
      {
        name: 'the newest digests are deleted',
        apply: mutation('newest-digests-deleted'),
        ...{ aws: 0, own: 2, codes: ['log-file-unverified', 'chain-stale'] },
        only: {
          aws: [/^26\/26 log files valid$/, /^Results found for .* to 2026-01-10T13:/],
          own: [/^26\/29 log files valid, 3\/29 log files UNVERIFIED$/, /^Results found for .* to 2026-01-10T12:/],
        },
      },
      {
        name: 'the oldest digests are deleted',
        apply: mutation('oldest-digests-deleted'),
        ...{ aws: 1, own: 1, codes: ['log-file-unverified'] },
        only: {
          aws: [/^28\/28 log files valid$/, /^Results found for 2026-01-10T05:00:00Z to /],
          own: [/^28\/29 log files valid, 1\/29 log files UNVERIFIED$/, /^Results found for 2026-01-10T05:32:55Z to /],
        },
      },
      {
        name: 'all digests are deleted',
        apply: mutation('all-digests-deleted'),
        ...{ aws: 0, own: 2, codes: ['log-file-unverified', 'no-digests', 'nothing-verified'] },
        only: { aws: [], own: [/^0\/27 log files valid, 27\/27 log files UNVERIFIED$/] },
      },
      {
        name: 'a log file is injected',
        apply: mutation('log-injected'),
        ...{ aws: 0, own: 1, codes: ['log-file-unlisted'] },
        only: { aws: [/^30\/30 log files valid$/], own: [/^30\/31 log files valid, 1\/31 log files INVALID$/] },
      },
      // Nothing that is signed is wrong, so it is not INVALID; but nothing accounts for the object, so it is not VALID either
      {
        name: 'a digest is injected with an odd time: the AWS CLI passes it over',
        apply: mutation('digest-injected-with-an-odd-time'),
        ...{ aws: 0, own: 2, codes: ['unexpected-object'] },
        only: { aws: [], own: [] },
      },
      {
        name: 'a second member follows the log file',
        apply: changedLog('log-second-member'),
        ...{ aws: 0, own: 1, codes: [] },
        only: {
          aws: [/^30\/30 log files valid$/, /^Log file\t.*\tvalid$/],
          own: [
            /^29\/30 log files valid, 1\/30 log files INVALID$/,
            /^Log file\t.*\tINVALID: unexpected data after end/,
          ],
        },
      },
      {
        name: 'a gap: why, until when, and who stopped logging',
        of: stopped,
        ...{ aws: 0, own: 2, codes: ['logging-stopped'] },
        only: { aws: [/^No log files were delivered by CloudTrail between /], own: [] },
      },
      {
        name: 'hours deleted before a restart of the chain',
        of: stopped,
        apply: (bucket) => {
          const chain = stopped.chain();
          for (const key of chain.normalKeys.slice(4, 7)) {
            [key, ...chain.logFilesOf(key)].forEach((name) => bucket.delete(name));
          }
        },
        ...{ aws: 0, own: 2, codes: ['unexplained-restart'] },
        only: { aws: [/^No log files were delivered by CloudTrail between /], own: [] },
      },
    ])('$name', async ({ aws, own, codes, only, ...given }) => {
      const runs = await both(given);
      const [awsLines, ownLines] = [linesOf(runs.aws), linesOf(runs.own)];
      expect(awsLines.filter((line) => !ownLines.includes(line))).toEqual(only.aws.map(matching));
      expect(ownLines.filter((line) => !awsLines.includes(line))).toEqual(only.own.map(matching));
      expect([runs.aws.status, runs.own.status, codesOf(runs.own)]).toEqual([aws, own, codes]);
    });

    test.each<Case & { name: string; status?: number; codes: string[] }>([
      {
        name: 'a Region without digests',
        argv: [...WINDOW, '--region', 'eu-west-1', ...ACCOUNT],
        codes: ['no-digests', 'nothing-verified'],
      },
      { name: 'an organization trail without an account', of: organization, argv: WINDOW, status: 0, codes: [] },
      {
        name: 'a log file that may not be read',
        fault: ({ key }) => (key === log(5) ? 'accessDenied' : undefined),
        codes: ['log-file-unreadable'],
      },
      {
        name: 'a digest that is archived',
        fault: ({ key }) => (key === corpus.chain().normalKeys[5] ? 'archived' : undefined),
        codes: ['digest-unreadable', 'log-file-unverified'],
      },
      {
        name: 'a signed digest without a list of log files',
        argv: between(START + 2 * HOUR, 11),
        apply: mutation('digest-lacks-log-files'),
        codes: ['log-file-unverified', 'unexpected-content'],
      },
      {
        name: 'a signed link to a bucket that does not exist',
        apply: mutation('previous-digest-in-no-bucket'),
        status: 1,
        codes: ['bucket-not-allowed', 'chain-broken'],
      },
    ])('$name: the AWS CLI stops, and we go on', async ({ status = 2, codes, ...given }) => {
      const { aws, own } = await both(given);
      expect([aws.status, own.status, codesOf(own).sort()]).toEqual([255, status, codes]);
    });
  });

  test('every change to a digest, each at an hour of its own: the same state but for these', async () => {
    const keyOf = (index: number) => long.chain().normalKeys[2 * index + 1];
    const argv = [...between(START, 2 * DIGEST_CHANGES.length + 2), '--verbose'];
    const apply = (bucket: MemoryBucket) =>
      DIGEST_CHANGES.forEach((change, index) => applyChange(bucket, long, keyOf(index), change));
    const odd = 'UNVERIFIED: the signed digest holds something that is not as documented';
    expect(differences(await both({ of: long, argv, apply }), keyOf, DIGEST_CHANGES)).toEqual({
      // Said in plain words, where the AWS CLI shows an error of Python
      'digest-a-list': {
        aws: 'INVALID: list indices must be integers or slices, not str',
        own: 'INVALID: invalid format',
      },
      'digest-a-number': {
        aws: "INVALID: 'int' object does not support item assignment",
        own: 'INVALID: invalid format',
      },
      'digest-null': {
        aws: "INVALID: 'NoneType' object does not support item assignment",
        own: 'INVALID: invalid format',
      },
      'signature-not-hex': {
        aws: 'INVALID: Non-hexadecimal digit found',
        own: 'INVALID: signature verification failed',
      },
      'signature-odd': { aws: 'INVALID: Odd-length string', own: 'INVALID: signature verification failed' },
      // Oddities beside a signature that holds: no attacker gains by them, so they are no tampering
      'signature-algorithm-missing': { aws: 'INVALID: signature verification failed', own: odd },
      'signature-algorithm-changed': { aws: 'valid', own: odd },
      'digest-with-log-files-null': { aws: 'valid', own: odd },
      // Not seen by the AWS CLI
      'digest-trailing-garbage': {
        aws: 'valid',
        own: 'INVALID: bytes follow the end of the gzip file of the digest',
      },
      'digest-second-member': {
        aws: 'valid',
        own: 'INVALID: bytes follow the end of the gzip file of the digest',
      },
    });
  });

  test('every change to a log file, each at an hour of its own: the same state but for these', async () => {
    const keyOf = (index: number) => long.chain().logFilesOf(long.chain().normalKeys[2 * index + 1])[0];
    const argv = [...between(START, 2 * LOG_CHANGES.length + 2), '--verbose'];
    const apply = (bucket: MemoryBucket) =>
      LOG_CHANGES.forEach((change, index) => applyChange(bucket, long, keyOf(index), change));
    const cut = { aws: "INVALID: hash value doesn't match", own: 'INVALID: invalid format' };
    const unseen = { aws: 'valid', own: 'INVALID: invalid format' };
    const after = { aws: 'valid', own: 'INVALID: unexpected data after end of compressed stream' };
    expect(differences(await both({ of: long, argv, apply }), keyOf, LOG_CHANGES)).toEqual({
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

  test('every change to a backfill digest: the same state but for these', async () => {
    const keyOf = (index: number) => corpus.chain().backfillKeys[index];
    const apply = mutation('backfills-changed');
    expect(differences(await both({ apply }), keyOf, BACKFILL_CHANGES)).toEqual({
      // The time at which it was made is not part of what is signed
      'backfill-time-odd': { aws: 'valid', own: 'INVALID: invalid format' },
      'backfill-time-before-all-keys': {
        aws: 'valid',
        own: 'UNVERIFIED: the signed digest holds something that is not as documented',
      },
    });
  });
});

function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
