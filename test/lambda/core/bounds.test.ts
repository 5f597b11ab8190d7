// What parts of a chain find together, and what one run after another leaves pending, against the room of one checkpoint.
import { gzipSync } from 'node:zlib';
import {
  acknowledgementOf,
  findingName,
  lastVerifiedEnd,
  mergeChain,
  nextCheckpoint,
  validateShards,
  type Acknowledgement,
  type ChainResult,
  type Checkpoint,
  type Finding,
  type TimeRange,
  type ValidationRequest,
} from '../../../lambda/core';
import { HOUR, logFileKey, MemoryStore } from '../../support/corpus';
import { ACCOUNT, findingOf, REGION, requestFor, smallCorpus, START } from './harness';
import { validatorOf } from './validator';

const CHAIN = { accountId: ACCOUNT, region: REGION };
const MOST = 500;

/** The parts of a chain, verified apart from one another. */
async function verifyParts(store: MemoryStore, request: ValidationRequest, parts: readonly TimeRange[]) {
  const findings: Finding[] = [];
  const results: ChainResult[] = [];
  for (const shard of parts) {
    const found = await validateShards(store, request, [{ ...CHAIN, shard }], (event) => {
      findings.push(...findingOf(event));
    });
    results.push(...found);
  }
  return { findings, results };
}

function cut({ start, end }: TimeRange, count: number): TimeRange[] {
  const hours = Math.ceil((end - start) / HOUR / count);
  return Array.from({ length: count }, (_, index) => ({
    start: start + index * hours * HOUR + (index === 0 ? 0 : 2 * 60_000),
    end: index === count - 1 ? end : start + (index + 1) * hours * HOUR + 2 * 60_000,
  }));
}

describe('of parts of a chain that have each found as much as a checkpoint holds', () => {
  const corpus = smallCorpus({ hours: 40, logsPerHour: 20 });
  const damaged = () => {
    const store = MemoryStore.of(corpus);
    for (const digest of corpus.chain().normalKeys) {
      for (const key of corpus.chain().logFilesOf(digest)) store.objects.delete(key);
    }
    return store;
  };

  test.each([false, true])(
    'no more is stored, and the rest is found again until all of it was acknowledged: sweep %s',
    async (sweep) => {
      const store = damaged();
      const all = corpus.chain().normalKeys.flatMap((digest) => corpus.chain().logFilesOf(digest));
      const seen = new Set<string>();
      const acknowledged: Acknowledgement[] = [];
      let checkpoint: Checkpoint | undefined;
      let rounds = 0;
      for (; rounds < 8; rounds++) {
        const request = requestFor(corpus, {
          sweep,
          acknowledged: [...acknowledged],
          now: corpus.end + (100 + rounds) * HOUR,
          ...(checkpoint !== undefined && { checkpoints: [checkpoint] }),
        });
        const from = (sweep ? checkpoint?.sweptTo : lastVerifiedEnd(checkpoint)) ?? request.window.start;
        const { results, findings } = await verifyParts(store, request, cut({ ...request.window, start: from }, 2));
        const { result } = mergeChain(results, request);
        for (const finding of findings) if (finding.code === 'log-file-missing') seen.add(finding.key ?? '');
        const isAcknowledged = new Set(acknowledged.map(({ name }) => name));
        const open = result.openItems.filter(({ finding }) => !isAcknowledged.has(findingName(finding)));
        expect(open.length).toBeLessThanOrEqual(MOST);
        checkpoint = nextCheckpoint(result, checkpoint, request);
        if (open.length === 0) break;
        acknowledged.push(...open.map(({ finding, firstSeen }) => acknowledgementOf({ ...finding, firstSeen })));
      }
      expect(seen.size).toBe(all.length);
      // Each of them was acknowledged: none was passed over because another part had no room.
      expect([acknowledged.length, rounds]).toEqual([all.length, Math.ceil(all.length / MOST)]);
      expect(sweep ? checkpoint?.sweptTo : lastVerifiedEnd(checkpoint)).toBe(sweep ? undefined : corpus.end);
    },
  );

  test('what the checkpoint holds is no further than what was stored', async () => {
    const request = requestFor(corpus);
    const { results } = await verifyParts(damaged(), request, cut(request.window, 2));
    const { result } = mergeChain(results, request);
    const reached = lastVerifiedEnd(nextCheckpoint(result, undefined, request)) ?? 0;
    const [, second] = cut(request.window, 2);
    expect(reached).toBeLessThanOrEqual(second.start);
  });
});

test('log files that wait for a digest take no more room however many runs add to them', async () => {
  const validator = validatorOf(smallCorpus({ hours: 60 }));
  for (let hours = 20; hours < 26; hours++) {
    await validator.run(START + (hours + 0.4) * HOUR);
    // Named for an hour that is verified, delivered now: no later run lists it again.
    for (let index = 0; index < 600; index++) {
      const time = START + (hours + 0.2) * HOUR + index;
      const key = logFileKey(
        validator.corpus.place,
        ACCOUNT,
        REGION,
        time,
        `${hours}W${String(index).padStart(13, '0')}`,
      );
      const lastModified = START + (hours + 0.5) * HOUR;
      validator.store.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified });
    }
  }
  await validator.run(START + 27 * HOUR);
  expect(validator.checkpoints[0].pendingLogFiles.length).toBeLessThanOrEqual(2000);
  const { findings } = await validator.run(START + 58 * HOUR);
  expect(findings.filter(({ code }) => code === 'log-file-unlisted').length).toBeGreaterThan(400);
});
