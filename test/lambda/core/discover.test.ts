import { discoverChains, Limiter, ListingFailed, validateTrail, type Chain, type Finding } from '../../../lambda/core';
import { Corpus, MemoryStore } from '../../support/corpus';
import { ACCOUNT, requestFor, START, validate } from './harness';

const OTHER = '222222222222';
const corpus = new Corpus({
  accounts: [ACCOUNT, OTHER],
  regions: ['us-east-1', 'eu-west-1'],
  start: START,
  hours: 3,
  organizationId: 'o-exampleorgid',
});

const failures: Finding[] = [];
const discover = (store: MemoryStore, overrides = {}) =>
  discoverChains(store, requestFor(corpus, overrides), new Limiter(4), (finding) => failures.push(finding));
const named = (chains: readonly Chain[]) => chains.map(({ accountId, region }) => `${accountId} ${region}`);

test('every account and Region that has a folder is found, in order', async () => {
  expect(named(await discover(MemoryStore.of(corpus)))).toEqual([
    `${ACCOUNT} eu-west-1`,
    `${ACCOUNT} us-east-1`,
    `${OTHER} eu-west-1`,
    `${OTHER} us-east-1`,
  ]);
});

test('a Region whose digests were all removed is found by its log files, and is not valid', async () => {
  const store = MemoryStore.of(corpus);
  for (const key of corpus.chain(OTHER, 'eu-west-1').normalKeys) store.objects.delete(key);
  expect(named(await discover(store))).toContain(`${OTHER} eu-west-1`);
  const { codes, result } = await validate(store, requestFor(corpus));
  expect(codes).toEqual(['log-file-unverified', 'no-digests']);
  expect(result.verdict).toBe('INCOMPLETE');
});

test('a chain that is expected or has a checkpoint is verified though nothing of it is left', async () => {
  const store = MemoryStore.of(corpus);
  const gone = { accountId: '333333333333', region: 'us-east-1' };
  const empty = { openItems: [], pendingLogFiles: [], segments: [], backfills: [] };
  expect(named(await discover(store, { expected: [gone] }))).toContain('333333333333 us-east-1');
  expect(named(await discover(store, { checkpoints: [{ ...gone, ...empty }] }))).toContain('333333333333 us-east-1');
});

test('folders that are no accounts and no Regions are ignored', async () => {
  const store = MemoryStore.of(corpus);
  const object = { body: Buffer.from('x'), metadata: {} };
  store.objects.set('AWSLogs/o-exampleorgid/someone/CloudTrail-Digest/us-east-1/x', object);
  store.objects.set(`AWSLogs/o-exampleorgid/${ACCOUNT}/CloudTrail/nowhere/x`, object);
  expect(await discover(store)).toHaveLength(4);
});

test('only the chains given are verified', async () => {
  const store = MemoryStore.of(corpus);
  const only = [{ accountId: OTHER, region: 'us-east-1' }];
  const { chains } = await validateTrail(store, requestFor(corpus), () => undefined, only);
  expect(named(chains)).toEqual([`${OTHER} us-east-1`]);
});

test('an account whose folders can not be listed is reported, and all others are verified', async () => {
  const store = MemoryStore.of(corpus);
  const listFolders = store.listFolders.bind(store);
  store.listFolders = async function* (bucket, prefix) {
    if (prefix.includes(`/${OTHER}/`)) throw new ListingFailed({ failure: 'denied' });
    yield* listFolders(bucket, prefix);
  };
  const { findings, result } = await validate(store, requestFor(corpus));
  expect(findings).toContainEqual(
    expect.objectContaining({ code: 'listing-failed', severity: 'INCOMPLETE', accountId: OTHER }),
  );
  expect([result.verdict, named(result.chains)]).toEqual([
    'INCOMPLETE',
    [`${ACCOUNT} eu-west-1`, `${ACCOUNT} us-east-1`],
  ]);
});

describe('accounts that can not be listed', () => {
  const known = [{ accountId: OTHER, region: 'us-east-1' }];
  const without = (failure: 'transient' | 'denied') => {
    const store = MemoryStore.of(corpus);
    const listFolders = store.listFolders.bind(store);
    store.listFolders = async function* (bucket, prefix) {
      if (!prefix.includes('/CloudTrail')) throw new ListingFailed({ failure });
      yield* listFolders(bucket, prefix);
    };
    return store;
  };

  test('in passing leave the chains that are known, and are reported', async () => {
    const { findings, result } = await validate(without('transient'), requestFor(corpus, { expected: known }));
    expect(named(result.chains)).toEqual([`${OTHER} us-east-1`]);
    expect(findings).toContainEqual({
      ...{ code: 'listing-failed', severity: 'INCOMPLETE', detail: { cause: 'transient' } },
    });
    expect(result.verdict).toBe('INCOMPLETE');
  });

  test.each([
    ['by a denial', 'denied', known],
    ['while no chain is known', 'transient', []],
  ] as const)('%s end the run', async (_, failure, expected) => {
    await expect(validate(without(failure), requestFor(corpus, { expected }))).rejects.toThrow('listing failure');
  });
});

test('a folder above all accounts that can not be listed is reported, and all chains are found', async () => {
  const store = MemoryStore.of(corpus);
  const listFolders = store.listFolders.bind(store);
  store.listFolders = async function* (bucket, prefix, onObject) {
    if (prefix === 'AWSLogs/') throw new ListingFailed({ failure: 'denied' });
    yield* listFolders(bucket, prefix, onObject);
  };
  failures.length = 0;
  expect(await discover(store, { isDedicated: true })).toHaveLength(4);
  expect(failures).toEqual([{ code: 'listing-failed', severity: 'INCOMPLETE', detail: { cause: 'denied' } }]);
});
