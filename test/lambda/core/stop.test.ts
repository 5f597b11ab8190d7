import {
  mergeChain,
  nextCheckpoint,
  validateShards,
  validateTrail,
  type ChainResult,
  type Finding,
} from '../../../lambda/core';
import { MemoryStore } from '../../support/corpus';
import { ACCOUNT, findingOf, REGION, requestFor, smallCorpus } from './harness';

const corpus = smallCorpus({ hours: 200, backfills: [4, 90] });
const chain = { accountId: ACCOUNT, region: REGION };

/** Stops the run after so many objects. */
function stopAfter(objects: number) {
  const controller = new AbortController();
  let count = 0;
  const report = (event: { type: string }) => {
    if (['digest', 'log-file'].includes(event.type) && ++count === objects) controller.abort();
  };
  return { signal: controller.signal, report };
}

test('a run that is stopped reports what it verified and what remains', async () => {
  const store = MemoryStore.of(corpus);
  const { signal, report } = stopAfter(100);
  const findings: Finding[] = [];
  const result = await validateTrail(store, requestFor(corpus, { signal }), (event) => {
    report(event);
    findings.push(...findingOf(event));
  });
  expect(result.verdict).toBe('INCOMPLETE');
  expect(result.counts.digests.valid).toBeGreaterThan(30);
  expect(result.counts.digests.valid).toBeLessThan(150);
  expect(findings.map(({ code }) => code)).toEqual(['chain-started', 'not-validated']);
});

test('the shards of stopped runs merge to the whole, every object counted once', async () => {
  const store = MemoryStore.of(corpus);
  const window = { start: corpus.options.start, end: corpus.end };
  const results: ChainResult[] = [];
  let start = window.start;
  for (let runs = 0; start < window.end && runs < 50; runs++) {
    const { signal, report } = stopAfter(90);
    const shard = { ...chain, shard: { start, end: window.end } };
    const [result] = await validateShards(store, requestFor(corpus, { window, signal }), [shard], report);
    results.push(result);
    expect(result.shard.end).toBeGreaterThan(start);
    start = result.shard.end;
  }
  expect(results.length).toBeGreaterThan(2);
  const { result, findings } = mergeChain(results, requestFor(corpus));
  const [whole] = await validateShards(store, requestFor(corpus), [chain], () => undefined);
  expect(findings).toEqual([]);
  expect(result).toEqual({ ...mergeChain([whole], requestFor(corpus)).result });
  expect(result.segments).toHaveLength(1);
});

test('the checkpoint of a stopped run lets the next one go on without starting over', async () => {
  const store = MemoryStore.of(corpus);
  const { signal, report } = stopAfter(200);
  const [first] = await validateShards(store, requestFor(corpus, { signal }), [chain], report);
  const checkpoint = nextCheckpoint(first, undefined, requestFor(corpus));
  const request = requestFor(corpus, { checkpoints: [checkpoint] });
  const [second] = await validateShards(store, request, [chain], () => undefined);
  expect(mergeChain([second], request).findings).toEqual([]);
  expect(second.verdict).toBe('VALID');
  expect(first.counts.digests.valid + second.counts.digests.valid).toBe(corpus.chain().normalKeys.length);
  expect(first.counts.logFiles.valid + second.counts.logFiles.valid).toBe(404);
});

test('a sweep that is stopped is continued where it was, every object read once more and no more', async () => {
  const store = MemoryStore.of(corpus);
  const [first] = await validateShards(store, requestFor(corpus), [chain], () => undefined);
  const verified = nextCheckpoint(first, undefined, requestFor(corpus));
  const counts = { digests: 0, logFiles: 0 };
  const reached: (number | undefined)[] = [];
  let checkpoint = verified;
  do {
    const { signal, report } = stopAfter(150);
    const request = requestFor(corpus, { sweep: true, checkpoints: [checkpoint], signal });
    const [result] = await validateShards(store, request, [chain], report);
    checkpoint = nextCheckpoint(result, checkpoint, request);
    reached.push(checkpoint.sweptTo);
    counts.digests += result.counts.digests.valid;
    counts.logFiles += result.counts.logFiles.valid;
  } while (checkpoint.sweptTo !== undefined && reached.length < 20);
  expect(reached.length).toBeGreaterThan(2);
  expect(checkpoint).toEqual(verified);
  const { digests, logFiles } = first.counts;
  expect(counts).toEqual({ digests: digests.valid, logFiles: logFiles.valid });
});

test('shards after the last verified digest verify what is new once, and are stored as one segment', async () => {
  const store = MemoryStore.of(corpus);
  const window = { start: corpus.options.start, end: corpus.end };
  const early = requestFor(corpus, { window: { ...window, end: window.start + 50 * 3_600_000 } });
  const [first] = await validateShards(store, early, [chain], () => undefined);
  const checkpoint = nextCheckpoint(first, undefined, early);
  const edges = [window.start, ...[80, 120, 160].map((hour) => window.start + hour * 3_600_000), window.end];
  const shards = edges.slice(1).map((end, index) => ({ ...chain, shard: { start: edges[index], end } }));
  const request = requestFor(corpus, { window, checkpoints: [checkpoint] });
  const { result } = mergeChain(await validateShards(store, request, shards, () => undefined), request);
  const all = first.counts.digests.valid + result.counts.digests.valid;
  expect([all, nextCheckpoint(result, checkpoint, request).segments.length]).toEqual([
    corpus.chain().normalKeys.length,
    1,
  ]);
});

test('an hourly run leaves an unfinished sweep as it is', async () => {
  const store = MemoryStore.of(corpus);
  const [first] = await validateShards(store, requestFor(corpus), [chain], () => undefined);
  const previous = { ...nextCheckpoint(first, undefined, requestFor(corpus)), sweptTo: corpus.options.start + 1 };
  const request = requestFor(corpus, { checkpoints: [previous] });
  const [next] = await validateShards(store, request, [chain], () => undefined);
  expect(nextCheckpoint(next, previous, request).sweptTo).toBe(previous.sweptTo);
});

test('a shard that is missing is reported', async () => {
  const store = MemoryStore.of(corpus);
  const { start, end } = requestFor(corpus).window;
  const middle = Math.floor((start + end) / 2);
  const shards = [
    { start, end: middle - 3_600_000 },
    { start: middle, end },
  ];
  const results = await validateShards(
    store,
    requestFor(corpus),
    shards.map((shard) => ({ ...chain, shard })),
    () => undefined,
  );
  const { result, findings } = mergeChain(results, requestFor(corpus));
  expect(result.verdict).toBe('INCOMPLETE');
  expect(findings).toEqual([
    { code: 'not-validated', severity: 'INCOMPLETE', ...chain, range: { start: middle - 3_600_000, end: middle } },
  ]);
});

test('a run that is stopped before it begins leaves everything to the next', async () => {
  const store = MemoryStore.of(corpus);
  const result = await validateTrail(store, requestFor(corpus, { signal: AbortSignal.abort() }), () => undefined);
  expect(result.verdict).toBe('INCOMPLETE');
  expect(store.calls.reads).toEqual([]);
});
