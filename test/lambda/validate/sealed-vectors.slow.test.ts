// Every tampering of the vectors, applied below sealed days: the next sweep finds what a sweep that reads everything finds.
import { MemoryStore, Corpus, HOUR, type CorpusOptions } from '../../support/corpus';
import { VECTORS, type Vector } from '../../support/corpus/vectors';
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { OWNER, SEAL_CODES, SealedWorld } from './sealed-world';
import { REGION, START, World, type Kept, type Seen } from '../../support/run-time/world';

jest.setTimeout(300_000);

/** Four days of a chain that ends, so that the hours that vectors change are in sealed days, counted from either end. */
const HOURS = 90;
const END = START + (HOURS + 1) * HOUR;
/** By then no digest may list what was put into the bucket after the days were sealed. */
const SEALED_AT = 160;
const SWEPT_AT = 220;
const DATES = ['2026-01-10', '2026-01-11', '2026-01-12', '2026-01-13'];

/** What is no tampering below a sealed day of the trail. */
const OTHERS: readonly (readonly [what: string, isSo: (vector: Vector) => boolean])[] = [
  ['nothing is changed', ({ change }) => change === undefined],
  [
    'it is about copies, which functions do not read',
    ({ name }) => /^(a-copy|a-declared-copy|all-digests-copied)/.test(name),
  ],
  ['it is about former locations, whose days are not sealed', ({ options }) => options?.formerPlaces !== undefined],
  ['its public keys are changed, by which a sweep reads', ({ options }) => options?.signer !== undefined],
  ['it takes minutes', ({ isSlow }) => isSlow === true],
];
const reasonOf = (vector: Vector) => OTHERS.find(([, isSo]) => isSo(vector))?.[0];

/** In which ways somebody writes over objects and removes them. */
const WAYS = {
  'with the versions before kept': (scene: SealedWorld, key: string) =>
    scene.world.logs.delete(key, new Date(scene.world.now)),
  'with the versions before deleted for good': (scene: SealedWorld, key: string) => scene.world.logs.erase(key),
} as const;
type Way = keyof typeof WAYS;

interface Sealed {
  readonly before: Kept;
  /** The dates of the days that are sealed. What is open about restarts, and what no validator knows, keeps days from it. */
  readonly dates: readonly string[];
}

let scene: SealedWorld;
/** How many vectors were tried of which all days were sealed. */
let tried = 0;
/** The same functions, which read everything. */
let plain: World;
const kept = new Map<string, Sealed>();

beforeAll(async () => {
  const expected = JSON.stringify([{ accountId: OWNER, region: REGION, until: new Date(END).toISOString() }]);
  const environment = { [ENVIRONMENT.expectedChains]: expected };
  scene = await SealedWorld.open(environment);
  plain = await World.open(environment);
});
afterAll(() => Promise.all([scene.world.close(), plain.close()]));

/** The options of a vector, with a chain so long, in the place of the functions. */
function optionsOf({ options = {} }: Vector): Partial<CorpusOptions> {
  const own = { keyPrefix: undefined, bucket: undefined, signer: undefined, organizationId: 'o-exampleorgid' };
  return { ...options, ...own, accounts: [OWNER], regions: options.regions ?? [REGION], hours: HOURS };
}

/** The days of a vector's corpus, sealed. */
async function sealed(vector: Vector): Promise<Sealed> {
  const options = optionsOf(vector);
  const name = JSON.stringify(options);
  const known = kept.get(name);
  if (known !== undefined) return known;
  const { world } = scene;
  await world.begin(options);
  world.members = world.members.filter(({ Id }) => Id === OWNER);
  await world.runAt(SEALED_AT - 1);
  await world.runAt(SEALED_AT, 'sweep');
  const pattern = /(\d{4})\/(\d\d)\/(\d\d)-1\.json\.gz$/;
  const dates = scene.seals().map((key) => (pattern.exec(key) ?? []).slice(1).join('-'));
  const now = { before: await world.keep(), dates };
  kept.set(name, now);
  return now;
}

interface Change {
  readonly key: string;
  /** Undefined where the object is removed. */
  readonly object?: { readonly body: Buffer; readonly metadata: Record<string, string> };
}

/** What a vector does to a corpus. */
function changesOf({ change }: Vector, corpus: Corpus): { changes: Change[]; store: MemoryStore } {
  const before = MemoryStore.of(corpus);
  const store = before.copy();
  change?.(store, corpus);
  const changes: Change[] = [...before.objects.keys()].filter((key) => !store.objects.has(key)).map((key) => ({ key }));
  for (const [key, object] of store.objects) {
    const old = before.objects.get(key);
    const isSame =
      old !== undefined &&
      old.body.equals(object.body) &&
      old.lastModified === object.lastModified &&
      JSON.stringify(old.metadata) === JSON.stringify(object.metadata);
    if (!isSame) changes.push({ key, object });
  }
  return { changes, store };
}

/** The dates of the folders that changes are in, and the days after, whose digests list what is in them. */
function datesOf(keys: readonly string[]): string[] {
  const days = keys.flatMap((key) => {
    const [, year, month, day] = /\/(\d{4})\/(\d\d)\/(\d\d)\//.exec(key) ?? [];
    return day === undefined ? [] : [Date.UTC(Number(year), Number(month) - 1, Number(day))];
  });
  return [
    ...new Set(days.flatMap((day) => [day, day + 24 * HOUR].map((time) => new Date(time).toISOString().slice(0, 10)))),
  ];
}

/** A chain is noted to have started where its first day is read. */
const NOT_COMPARED = [...SEAL_CODES, 'chain-started'];

/** Codes and severities of what is open of objects and chains, without what only seals can say. */
function foundBy({ report }: Seen): string[] {
  const groups = (report?.groups ?? []).filter(({ code }) => !NOT_COMPARED.includes(code));
  // Each part of a chain that is read says with what it knows why logging was stopped.
  return groups
    .map(({ code, severity, count }) => `${code} ${severity} ${code === 'logging-stopped' ? '' : count}`)
    .sort();
}

const TRIED = VECTORS.filter((vector) => reasonOf(vector) === undefined);

describe.each(Object.keys(WAYS) as Way[])('%s', (way) => {
  test.each(TRIED.map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
    const { before, dates: sealedDates } = await sealed(vector);
    const { changes, store } = changesOf(vector, before.corpus);
    const failing = [...store.failures.keys()];
    const dates = datesOf([...changes.map(({ key }) => key), ...failing]);
    const attack = (world: World) => {
      for (const { key, object } of changes) {
        if (object === undefined || way !== 'with the versions before kept') WAYS[way]({ world } as SealedWorld, key);
        if (object !== undefined) world.logs.put(key, { ...object, lastModified: new Date(world.now) });
      }
      for (const key of failing) world.logs.alter(key, { storageClass: 'DEEP_ARCHIVE' });
    };
    await plain.restore(before);
    attack(plain);
    const whole = await plain.runAt(SWEPT_AT, 'sweep');
    scene.use(before, sealedDates.length === 0 ? DATES : sealedDates);
    const isEverywhere = scene.dates.every((date) => dates.includes(date));
    const seen = await scene.sweepAfter(() => attack(scene.world), isEverywhere ? undefined : dates, SWEPT_AT);
    if (sealedDates.length === DATES.length) tried++;
    expect(foundBy(seen)).toEqual(foundBy(whole));
    const differs = [...changes.map(({ key }) => key), ...failing].some((key) =>
      scene.dates.includes(datesOf([key])[0]),
    );
    const isForGood =
      changes.some(({ key }) => before.corpus.read(key) !== undefined) && way !== 'with the versions before kept';
    expect([seen.error, whole.error]).toEqual([undefined, undefined]);
    if (vector.verdict === 'INVALID') expect(whole.report?.verdict).not.toBe('VALID');
    if (differs && !isEverywhere) expect(seen.read.length).toBeGreaterThan(1);
    if (isForGood && sealedDates.length === DATES.length)
      expect(seen.report?.groups.map(({ code }) => code)).toContain('sealed-version-missing');
  });
});

test('most vectors are of days that are all sealed', () => {
  expect(tried).toBeGreaterThan(VECTORS.length);
});
