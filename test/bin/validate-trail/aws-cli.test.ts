import { Corpus } from '../../support/corpus';
import { serveCorpus, type S3StandInOptions } from '../../support/stand-ins';
import { NO_AWS_CLI, validateLogs } from './aws';
import { applyChange, BUCKET_CHANGES, DIGEST_CHANGES, LOG_CHANGES, type Mutation } from './mutations';
import { run } from './run';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 10, 3);
const OPTIONS = { accounts: ['111111111111'], regions: ['us-east-1'], start: START, hours: 12, backfills: [7, 3] };
const corpus = new Corpus(OPTIONS);
const long = new Corpus({ ...OPTIONS, hours: 2 * DIGEST_CHANGES.length });
const stopped = new Corpus({ ...OPTIONS, restarts: [{ afterHour: 6, gapHours: 3 }] });
const organization = new Corpus({ ...OPTIONS, organizationId: 'o-exampleorgid', keyPrefix: 'logs' });

const between = (start: number, hours: number) => [
  '--start-time',
  new Date(start).toISOString(),
  '--end-time',
  new Date(start + hours * HOUR).toISOString(),
];
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
    const theirs = await validateLogs(standIn.endpoint, words);
    const ours = await run([...words, '--compat', 'aws-cli'], { endpoint: standIn.endpoint });
    return { theirs, ours };
  } finally {
    await standIn.close();
  }
}

if (NO_AWS_CLI) console.warn(`not compared with the AWS CLI: ${NO_AWS_CLI}`);

(NO_AWS_CLI ? describe.skip : describe)('in place of the AWS CLI 1.45.11, the same lines and exit status', () => {
  test.each(BUCKET_CHANGES)('$name', async ({ apply }) => {
    const { theirs, ours } = await both({ apply });
    expect(ours).toEqual(theirs);
  });

  test('every change to a digest, each at an hour of its own', async () => {
    const { theirs, ours } = await both({
      of: long,
      argv: [...between(START, 2 * DIGEST_CHANGES.length + 2), '--verbose'],
      apply: (bucket) =>
        DIGEST_CHANGES.forEach((change, index) =>
          applyChange(bucket, long, long.chain().normalKeys[2 * index + 1], change),
        ),
    });
    expect(ours).toEqual(theirs);
  });

  test('every change to a log file, each at an hour of its own', async () => {
    const { theirs, ours } = await both({
      of: long,
      argv: between(START, 2 * LOG_CHANGES.length + 2),
      apply: (bucket) =>
        LOG_CHANGES.forEach((change, index) =>
          applyChange(bucket, long, long.chain().logFilesOf(long.chain().normalKeys[2 * index + 1])[0], change),
        ),
    });
    expect(ours).toEqual(theirs);
  });

  test.each<Case & { name: string }>([
    { name: 'a trail that was stopped', of: stopped },
    { name: 'a window inside the chain', argv: [...between(START + 3.7 * HOUR, 2), '--verbose'] },
    { name: 'a window before the chain', argv: between(START - 90 * HOUR, 2) },
    { name: 'a window before all keys', argv: between(START - 9000 * HOUR, 2) },
    { name: 'a date in words', argv: ['--start-time', 'January 10, 2026 03:00:00 UTC', '--end-time', '2026-01-11'] },
    { name: 'the bucket given', argv: [...WINDOW, '--s3-bucket', 'trail-logs', '--verbose'] },
    { name: 'another prefix given', argv: [...WINDOW, '--s3-bucket', 'trail-logs', '--s3-prefix', 'logs'] },
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
