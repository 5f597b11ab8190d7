import { gunzipSync } from 'node:zlib';
import {
  type Acknowledgement,
  acknowledgementOf,
  mergeChain,
  summarize,
  validateShards,
  type ChainResult,
  type Finding,
  type ValidationEvent,
  type ValidationRequest,
} from '../../../lambda/core';
import { Corpus, HOUR, MemoryStore } from '../../support/corpus';
import { ACCOUNT, findingOf, requestFor, START, validate } from './harness';
import fc, { runs } from '../../support/properties';

// Many runs of a whole validation: on a busy machine they take longer than a test usually may.
jest.setTimeout(300_000);

/** Two accounts, two Regions, a restart, a backfill and an idle hour. */
const corpus = new Corpus({
  accounts: [ACCOUNT, '222222222222'],
  regions: ['us-east-1', 'eu-west-1'],
  start: START,
  hours: 7,
  restarts: [{ afterHour: 4, gapHours: 2 }],
  backfills: [2, 6],
  idleHours: [3],
  organizationId: 'o-exampleorgid',
  keyPrefix: 'logs',
  differentLogFiles: 1_000_003,
});
const original = MemoryStore.of(corpus);
const keys = [...original.objects.keys()];
const acknowledged: Acknowledgement[] = [];

/** The gaps of the restarts are acknowledged by name, so that the unchanged corpus is valid. */
beforeAll(async () => {
  const { findings } = await validate(original, requestFor(corpus));
  acknowledged.push(...findings.filter(({ code }) => code === 'logging-stopped').map(acknowledgementOf));
});

/** The window reaches past the last day, so that every name of a day's folder lies in it. */
const request = (overrides: Partial<ValidationRequest> = {}) =>
  requestFor(corpus, {
    window: { start: START, end: corpus.end + 48 * HOUR },
    expected: corpus.chains.map(({ account, region }) => ({ accountId: account, region, until: corpus.end })),
    acknowledged,
    isContinued: false,
    ...overrides,
  });

async function verdictOf(store: MemoryStore): Promise<string> {
  return (await validate(store, request())).result.verdict;
}

const anyKey = fc.constantFrom(...keys);

test('the unchanged corpus is valid', async () => {
  const { result, codes } = await validate(original, request());
  expect(codes).toEqual([]);
  expect(result.verdict).toBe('VALID');
});

test('no change of any bit is valid, except those of the gzip header that nothing depends on', async () => {
  await fc.assert(
    fc.asyncProperty(anyKey, fc.nat(), fc.integer({ min: 1, max: 255 }), async (key, place, mask) => {
      const store = original.copy();
      const object = store.get(key);
      const index = place % object.body.length;
      const body = Buffer.from(object.body);
      body[index] ^= mask;
      object.body = body;
      const isHarmless = sameContent(body, original.get(key).body);
      expect((await verdictOf(store)) === 'VALID').toBe(isHarmless);
    }),
    { numRuns: runs(20) },
  );
});

/** Another MTIME, XFL, OS or FTEXT, or another deflate encoding of the same bytes. */
function sameContent(changed: Buffer, body: Buffer): boolean {
  if (changed.subarray(0, 3).compare(body.subarray(0, 3)) !== 0 || (changed[3] & ~1) !== 0) return false;
  try {
    return gunzipSync(changed).equals(gunzipSync(body)) && changed.subarray(-8).equals(body.subarray(-8));
  } catch {
    return false;
  }
}

test('no object can be cut short or made longer', async () => {
  await fc.assert(
    fc.asyncProperty(anyKey, fc.nat(), fc.uint8Array({ maxLength: 40 }), async (key, cut, more) => {
      const store = original.copy();
      const object = store.get(key);
      const rest = object.body.subarray(0, object.body.length - (cut % object.body.length));
      object.body = Buffer.concat([rest, more]);
      fc.pre(!object.body.equals(original.get(key).body));
      expect(await verdictOf(store)).toBe('INVALID');
    }),
    { numRuns: runs(40) },
  );
});

test('no object can be removed, renamed or copied', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyKey,
      anyKey,
      fc.constantFrom('remove', 'rename', 'copy'),
      fc.nat(),
      async (key, over, how, place) => {
        const store = original.copy();
        const object = { ...store.get(key) };
        if (how !== 'copy') store.objects.delete(key);
        if (how !== 'remove') store.objects.set(place % 2 === 0 && over !== key ? over : renamed(key, place), object);
        expect(await verdictOf(store)).not.toBe('VALID');
      },
    ),
    { numRuns: runs(40) },
  );
});

test.each([
  ['before', '0'],
  ['after', '9'],
])('an object whose name sorts %s all digests of its folder is found', async (_, digit) => {
  const store = original.copy();
  const digests = keys.filter((key) => key.includes('/CloudTrail-Digest/'));
  const key = digit === '0' ? digests[0] : digests[digests.length - 1];
  const name = key.lastIndexOf('/') + 1;
  store.objects.set(`${key.slice(0, name)}${digit}${key.slice(name + 1)}`, store.get(key));
  expect(await verdictOf(store)).toBe('INCOMPLETE');
});

/** The name with another digit or letter in the part that makes it unique. */
function renamed(key: string, place: number): string {
  const name = key.lastIndexOf('_') + 1;
  const index = name + (place % (key.length - '.json.gz'.length - name));
  const other = key[index] === '7' ? '8' : '7';
  return `${key.slice(0, index)}${other}${key.slice(index + 1)}`;
}

test('no field of the metadata that belongs to the signature can be changed', async () => {
  const digests = keys.filter((key) => key.includes('CloudTrail-Digest'));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...digests),
      fc.nat(),
      fc.string({ maxLength: 600 }),
      async (key, which, value) => {
        const store = original.copy();
        const { metadata } = store.get(key);
        const names = ['signature', 'signature-algorithm'];
        const name = names[which % names.length];
        fc.pre(metadata[name].toLowerCase() !== value.toLowerCase());
        metadata[name] = value;
        expect(await verdictOf(store)).not.toBe('VALID');
      },
    ),
    { numRuns: runs(30) },
  );
});

test('a signature in upper-case hex and other metadata change nothing', async () => {
  const store = original.copy();
  for (const key of keys.filter((name) => name.includes('CloudTrail-Digest'))) {
    const { metadata } = store.get(key);
    metadata.signature = metadata.signature.toUpperCase();
    metadata.owner = 'someone';
  }
  expect(await verdictOf(store)).toBe('VALID');
});

describe('any cut of the time into shards gives the same findings', () => {
  const changes = ['nothing', 'remove', 'alter', 'inject'] as const;
  test.each(changes)('after: %s', async (change) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyKey, { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: corpus.end - START - 1 }), { minLength: 1, maxLength: 4 }),
        async (chosen, cuts) => {
          const store = changed(change, chosen);
          const whole = await validate(store, requestFor(corpus));
          const merged = await validateInShards(
            store,
            [...new Set(cuts)].sort((a, b) => a - b),
          );
          expect(merged.findings).toEqual(names(whole.findings));
          expect(merged.counts).toEqual(whole.result.counts);
        },
      ),
      { numRuns: runs(15) },
    );
  });
});

function changed(change: 'nothing' | 'remove' | 'alter' | 'inject', chosen: readonly string[]): MemoryStore {
  const store = original.copy();
  for (const key of chosen) {
    if (change === 'remove') store.objects.delete(key);
    if (change === 'alter') store.get(key).body = Buffer.from('altered');
    if (change === 'inject') store.objects.set(key.replace('.json.gz', 'X.json.gz'), { ...original.get(key) });
  }
  return store;
}

function names(findings: readonly object[]): string[] {
  return [...new Set(findings.map((finding) => JSON.stringify(finding)))].sort();
}

async function validateInShards(store: MemoryStore, cuts: readonly number[]) {
  const edges = [START, ...cuts.map((cut) => START + cut), corpus.end];
  const findings: Finding[] = [];
  const merged: ChainResult[] = [];
  for (const { account, region } of corpus.chains) {
    const results: ChainResult[] = [];
    for (let index = 1; index < edges.length; index++) {
      const shard = { start: edges[index - 1], end: edges[index] };
      const chainShard = { accountId: account, region, shard };
      const report = (event: ValidationEvent) => void findings.push(...findingOf(event));
      results.push(...(await validateShards(store, requestFor(corpus), [chainShard], report)));
    }
    const { result, findings: more } = mergeChain(results.reverse(), requestFor(corpus));
    merged.push(result);
    findings.push(...more);
  }
  return { findings: names(findings), counts: summarize(merged, requestFor(corpus)).counts };
}
