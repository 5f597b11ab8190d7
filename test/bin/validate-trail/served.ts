import { Corpus, HOUR } from '../../support/corpus';
import { serveCorpus, type MemoryBucket, type ServeCorpusOptions } from '../../support/stand-ins';
import { run, type RunOptions } from '../run';

export const START = Date.UTC(2026, 0, 10, 3);
/** When all of a corpus of twelve hours is long due. */
export const NOW = START + 90 * HOUR;
/** Hours that are all due, well inside the chains. */
export const WINDOW = ['--start-time', '2026-01-10T05:00:00Z', '--end-time', '2026-01-10T14:00:00Z'];
export const ONE = { accounts: ['111111111111'], regions: ['us-east-1'], start: START, hours: 12 };
export const ORGANIZATION = {
  ...ONE,
  accounts: ['111111111111', '222222222222'],
  regions: ['us-east-1', 'eu-west-1'],
  organizationId: 'o-exampleorgid',
};

export interface Given extends RunOptions {
  readonly argv?: readonly string[];
  readonly window?: readonly string[];
  readonly apply?: (bucket: MemoryBucket, corpus: Corpus) => void;
  readonly serve?: ServeCorpusOptions;
}

/** Runs the command in this process against a corpus. */
export async function verify(corpus: Corpus, { argv = [], window = WINDOW, apply, serve, ...options }: Given = {}) {
  const standIn = await serveCorpus(corpus, serve);
  try {
    apply?.(standIn.bucket, corpus);
    const words = ['--trail-arn', corpus.trailArn, ...window, ...argv];
    return { ...(await run(words, { endpoint: standIn.endpoint, now: NOW, ...options })), requests: standIn.requests };
  } finally {
    await standIn.close();
  }
}

export const digestOf = (corpus: Corpus, hour: number) => corpus.chain().normalKeys[hour];
export const logOf = (corpus: Corpus, hour: number) => corpus.chain().logFilesOf(digestOf(corpus, hour))[0];
