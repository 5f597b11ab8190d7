// Rows of seals longer than one of them names.
import type { AuthenticatedBucket } from '../../../lambda/aws/s3/authenticated-bucket';
import { sealHash } from '../../../lambda/core/seal/sealed-day';
import type { ChainSeals } from '../../../lambda/core/model/sealing';
import { MOST_LINKS, type SealLink } from '../../../lambda/records/seal';
import { linksBefore } from '../../../lambda/records/seal-links';
import { SealStore } from '../../../lambda/records/seal-store';
import { filesOf, OF_DAY, DAY_START } from '../core/seal/files';

const DAY = 86_400_000;
const DAYS = 2 * MOST_LINKS + 20;
const { accountId, region } = OF_DAY;

/** A bucket of the validator that counts what is read of it. */
function bucketOf(objects: Map<string, Buffer>, reads: string[]): AuthenticatedBucket {
  const bucket = {
    name: 'evidence',
    put: (key: string, body: Buffer) => Promise.resolve(void objects.set(key, body)),
    get: (key: string) => {
      reads.push(key);
      const body = objects.get(key);
      return Promise.resolve(body && { body, isAuthentic: true });
    },
    versions: async function* () {
      for (const key of [...objects.keys()].sort()) yield { key, versionId: 'v1', size: 1, lastModified: 0 };
    },
  };
  return bucket as unknown as AuthenticatedBucket;
}

const objects = new Map<string, Buffer>();
const reads: string[] = [];
const store = new SealStore(bucketOf(objects, reads), { arn: OF_DAY.trailArn });

beforeEach(async () => {
  objects.clear();
  let links: SealLink[] = [];
  for (let index = 0; index < DAYS; index++) {
    const day = DAY_START + index * DAY;
    const of = { ...OF_DAY, day, files: filesOf([`of-${index}`]) };
    const link = { day, number: 1, sha256: sealHash(of), sealedAt: day };
    await store.write({ ...of, ...link, runId: 'run', before: linksBefore(links, day) });
    links = [link, ...links];
  }
  reads.length = 0;
});

const load = (): Promise<ChainSeals> => store.after(-Infinity).of({ accountId, region });
const keyOf = (index: number) => [...objects.keys()][index];

test('of a row without a hole one seal of a hundred is read, and the first one, and all are in force', async () => {
  const { days, findings } = await load();
  expect([days.length, findings]).toEqual([DAYS, []]);
  expect(reads.length).toBe(1 + Math.ceil((DAYS - 1) / MOST_LINKS));
});

test('whichever seal but the last is gone, it is named', async () => {
  const all = new Map(objects);
  const unnamed: number[] = [];
  for (let index = 0; index < DAYS - 1; index++) {
    const key = keyOf(index);
    objects.delete(key);
    const { days, findings } = await load();
    const isNamed = findings.some((finding) => finding.code === 'seal-missing' && finding.key === key);
    if (!isNamed || findings.length !== 1 || days.length !== DAYS - 1) unnamed.push(index);
    objects.clear();
    for (const [name, body] of all) objects.set(name, body);
  }
  expect(unnamed).toEqual([]);
});

test.each([0, 1, 19, 20, 21, 119, 120, 121, DAYS - 2])(
  'seal %i in the place of another one is named',
  async (index) => {
    const day = DAY_START + index * DAY;
    const of = { ...OF_DAY, day, files: filesOf(['of-another']) };
    await store.write({ ...of, number: 1, sealedAt: day, sha256: sealHash(of), runId: 'run', before: [] });
    const { days, findings } = await load();
    // Only where the listing of its day differs is a seal read whose hash a later one names.
    const files = await days.find((sealed) => sealed.day === day)?.load();
    expect([files, findings.map(({ code, key }) => [code, key])]).toEqual([undefined, [['seal-forged', keyOf(index)]]]);
  },
);
