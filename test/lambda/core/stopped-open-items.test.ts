// A run that its time limit stops, wherever that is, neither closes nor forgets what it had no time to look at.
import { gzipSync } from 'node:zlib';
import { mergeChain, nextCheckpoint, validateShards, type Finding } from '../../../lambda/core';
import { findingOf, requestFor, smallCorpus, START } from './harness';
import { HOUR } from '../../support/corpus';
import { validatorOf, type Validator } from './validator';

const NOW = START + 35 * HOUR;

/** A validator that holds a modified log file, and another that waits to be read, open. */
async function withOpenItems(): Promise<Validator> {
  const validator = validatorOf(smallCorpus({ hours: 60 }));
  const { store, corpus } = validator;
  const [modified, unreadable] = [5, 7].map((hour) => corpus.chain().logFilesOf(corpus.chain().normalKeys[hour])[0]);
  store.get(modified).body = gzipSync('{}');
  store.failures.set(unreadable, { failure: 'transient' });
  expect((await validator.run(START + 30 * HOUR)).codes).toEqual(['log-file-modified', 'log-file-unreadable']);
  return validator;
}

/** The next run, stopped before the given read, counted from 0; undefined where it had so many reads before it was over. */
async function stoppedAt(validator: Validator, at: number, { isSweep, shards }: { isSweep: boolean; shards: number }) {
  const { store, corpus, checkpoints } = validator;
  const controller = new AbortController();
  const read = store.readObject.bind(store);
  let reads = 0;
  store.now = NOW;
  store.readObject = (...request) => {
    if (reads++ === at) controller.abort();
    return read(...request);
  };
  if (at < 0) controller.abort();
  const window = { start: START, end: NOW };
  const request = requestFor(corpus, { window, now: NOW, checkpoints, sweep: isSweep, signal: controller.signal });
  const step = (NOW - START) / shards;
  const parts = Array.from({ length: shards }, (_, index) => ({
    accountId: checkpoints[0].accountId,
    region: checkpoints[0].region,
    shard: { start: START + index * step, end: START + (index + 1) * step },
  }));
  const findings: Finding[] = [];
  const results = await validateShards(store, request, parts, (event) => void findings.push(...findingOf(event)));
  store.readObject = read;
  const { result } = mergeChain(results, request);
  return {
    wasStopped: controller.signal.aborted,
    findings,
    result,
    next: nextCheckpoint(result, checkpoints[0], request),
  };
}

describe.each([
  ['an hourly run', { isSweep: false, shards: 1 }],
  ['a sweep', { isSweep: true, shards: 1 }],
  ['the shards of a run over the state machine', { isSweep: false, shards: 2 }],
  ['the shards of a sweep over the state machine', { isSweep: true, shards: 3 }],
])('%s that is stopped', (_, how) => {
  test('reports and keeps all that was open, wherever it is stopped', async () => {
    const validator = await withOpenItems();
    const open = validator.checkpoints[0].openItems.map(({ finding: { code } }) => code).sort();
    let at = -1;
    for (let isOver = false; !isOver; at++) {
      const { wasStopped, result, findings, next } = await stoppedAt(validator, at, how);
      const reported = findings.filter(({ firstSeen }) => firstSeen !== undefined).map(({ code }) => code);
      const kept = next.openItems.map(({ finding: { code } }) => code).sort();
      expect([at, result.verdict, [...new Set(reported)].sort(), kept]).toEqual([at, 'INVALID', open, open]);
      isOver = !wasStopped;
    }
    expect(at).toBeGreaterThan(10);
  });
});

test('a run that has time closes what is whole again', async () => {
  const validator = await withOpenItems();
  const { store, corpus } = validator;
  const [modified] = corpus.chain().logFilesOf(corpus.chain().normalKeys[5]);
  store.get(modified).body = corpus.chain().read(modified)?.body ?? Buffer.from('');
  store.failures.clear();
  const { result } = await validator.run(NOW);
  expect([result.verdict, result.chains[0].openItems]).toEqual(['VALID', []]);
});
