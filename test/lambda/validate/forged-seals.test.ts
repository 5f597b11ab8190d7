// Seals that are not what the validator wrote: without its key, and with its role.
import { verdictsOf } from '../../support/run-time/evidence-lines';
import { codesIn, MEMBER, SealedWorld } from './sealed-world';
import { sealAsItIs } from './sealer';

jest.setTimeout(300_000);

const DATE = '2026-01-11';
let scene: SealedWorld;
let file: string;
let sealedBy: ReturnType<typeof verdictsOf>;
const evidence = () => scene.world.evidence;
const keyOf = (date: string, number = 1, account?: string) => {
  const [first] = scene.seals(account);
  return `${first.slice(0, -'2026/01/10-1.json.gz'.length)}${date.replaceAll('-', '/')}-${number}.json.gz`;
};
/** Seals are found by listing all that is in their folder: none of these has to be read again to be on the safe side. */
const found = (seen: Parameters<typeof codesIn>[0]) => codesIn(seen).filter((code) => code !== 'chain-started');

beforeAll(async () => {
  scene = await SealedWorld.open();
  const report = scene.world.report(scene.world.reportKeys().pop() ?? '');
  sealedBy = verdictsOf(evidence(), report);
  await scene.world.runAt(124);
  await scene.keep();
  [, , , , file] = scene.logFiles(DATE);
});
afterAll(() => scene.world.close());

/** Puts the content of one seal in the place of another, which is gone for good. */
function replaceSeal(key: string, by: string): void {
  const object = evidence().object(by);
  evidence().erase(key);
  if (object !== undefined) evidence().put(key, { ...object, lastModified: new Date(scene.world.now) });
}

/** Puts other bytes of the same size in the place of a log file, whose version is gone for good. */
function replaceFile(): void {
  const object = scene.world.logs.object(file);
  scene.world.logs.erase(file);
  if (object !== undefined) scene.world.logs.put(file, object);
  scene.tamper(file);
  const [, under] = scene.world.logs.versions(file);
  scene.world.logs.eraseVersion(file, under.versionId);
}

const WITHOUT_THE_KEY: Record<string, () => void> = {
  'the seal of another chain is in the place of one': () => replaceSeal(keyOf(DATE), keyOf(DATE, 1, MEMBER)),
  'the seal of another day is in the place of one': () => replaceSeal(keyOf(DATE), keyOf('2026-01-10')),
  'the seal of another day is in the place of the newest': () => replaceSeal(keyOf('2026-01-12'), keyOf('2026-01-10')),
  'a seal is put again as a later one of its day': () => replaceSeal(keyOf(DATE, 2), keyOf(DATE)),
  'a seal is put where none was': () => replaceSeal(keyOf('2026-01-13'), keyOf('2026-01-12')),
  'something of the highest number is put among the seals': () =>
    evidence().put(keyOf(DATE, 999_999), { body: Buffer.from('{}') }),
  'something is put where the next seal of a day would be': () =>
    evidence().put(keyOf(DATE, 2), { body: Buffer.from('{}') }),
};

describe('without the key', () => {
  test.each(Object.keys(WITHOUT_THE_KEY))(
    'where %s, the next sweep finds it, and what was changed meanwhile',
    async (name) => {
      const seen = await scene.sweepAfter(
        () => {
          scene.tamper(file);
          WITHOUT_THE_KEY[name]();
        },
        [DATE, '2026-01-10', '2026-01-12'].slice(0, 2),
      );
      expect(found(seen)).toEqual(expect.arrayContaining(['log-file-malformed', 'seal-forged']));
      expect(seen.error).toBeUndefined();
    },
  );

  test('a seal that is put again as it was says nothing else, and its day is compared', async () => {
    const seen = await scene.sweepAfter(() => {
      const object = evidence().object(keyOf(DATE));
      if (object !== undefined) evidence().put(keyOf(DATE), object);
    }, [DATE]);
    expect([found(seen), seen.read.includes(DATE)]).toEqual([[], false]);
  });

  test('where all seals of a chain are deleted for good, all of it is read', async () => {
    await scene.begin();
    scene.seals().forEach((key) => evidence().erase(key));
    scene.tamper(file);
    const { seen, read } = await scene.sweepAt(125);
    expect(found(seen)).toContain('log-file-malformed');
    expect(read).toEqual(expect.arrayContaining(['2026-01-10', DATE, '2026-01-12']));
  });

  test('what is planted among the seals keeps no day from being sealed', async () => {
    await scene.begin();
    evidence().put(keyOf(DATE, 999_999), { body: Buffer.from('{}') });
    evidence().erase(keyOf(DATE));
    const first = await scene.sweepAt(125);
    const second = await scene.sweepAt(126);
    expect([first.seen.error, second.seen.error]).toEqual([undefined, undefined]);
    expect(scene.seals().filter((key) => key.includes('/2026/01/11-'))).toEqual([keyOf(DATE, 2), keyOf(DATE, 999_999)]);
    expect(second.seen.report?.sealed?.days).toBe(6);
  });
});

describe('a seal that is gone', () => {
  test('is found once, its day is sealed again, and the validator does not take its own seal for a forged one', async () => {
    await scene.begin();
    evidence().erase(keyOf(DATE));
    const { seen } = await scene.sweepAt(125);
    expect(found(seen)).toEqual(['seal-missing']);
    for (const hours of [126, 127]) {
      const next = await scene.sweepAt(hours);
      expect(found(next.seen)).toEqual(['seal-missing']);
      expect(next.seen.report?.sealed?.days).toBe(6);
    }
    expect(scene.seals().filter((key) => key.includes('/2026/01/11-'))).toEqual([keyOf(DATE, 2)]);
  });

  test('nor while no later day was sealed since, whose seal would name it', async () => {
    await scene.begin();
    evidence().erase(keyOf(DATE));
    const swept = [await scene.world.run('sweep'), await scene.world.run('sweep')];
    expect(swept.map(found)).toEqual([['seal-missing'], ['seal-missing']]);
    expect(swept[1].report?.sealed?.days).toBe(4);
  });

  test('is not replaced where the files are others by then: nobody knows whether they were only added', async () => {
    await scene.begin();
    evidence().erase(keyOf(DATE));
    const object = scene.world.logs.object(file);
    scene.world.logs.erase(file);
    if (object !== undefined) scene.world.logs.put(file, object);
    await scene.sweepAt(125);
    const { seen, read } = await scene.sweepAt(126);
    expect([found(seen), read.includes(DATE)]).toEqual([expect.arrayContaining(['seal-missing']), true]);
    expect(found(seen)).not.toContain('seal-forged');
    expect(scene.seals().filter((key) => key.includes('/2026/01/11-'))).toEqual([]);
  });
});

describe("with the validator's role", () => {
  test('a later seal of the day that names another version is no use: what the first one names is demanded', async () => {
    const seen = await scene.sweepAfter(async () => {
      replaceFile();
      await sealAsItIs(scene.world, scene.seal(keyOf(DATE)), { number: 2 });
    }, [DATE]);
    expect(found(seen)).toEqual(expect.arrayContaining(['log-file-malformed', 'sealed-version-missing']));
  });

  test('nor is one that names a version which was put over the sealed one', async () => {
    const seen = await scene.sweepAfter(async () => {
      scene.tamper(file);
      await sealAsItIs(scene.world, scene.seal(keyOf(DATE)), { number: 2 });
    }, [DATE]);
    expect(found(seen)).toEqual(expect.arrayContaining(['log-file-malformed']));
  });

  test('one in the place of another that is gone differs from what the seals of later days say', async () => {
    const seen = await scene.sweepAfter(async () => {
      replaceFile();
      const seal = scene.seal(keyOf(DATE));
      evidence().erase(keyOf(DATE));
      await sealAsItIs(scene.world, seal);
    }, [DATE]);
    expect(found(seen)).toEqual(expect.arrayContaining(['log-file-malformed', 'seal-forged']));
  });

  describe('where that seal and all later ones are written anew, and the sealed version is gone', () => {
    const forgeAll = async () => {
      replaceFile();
      const seals = scene.seals().map((key) => scene.seal(key));
      for (const key of scene.seals()) evidence().erase(key);
      const links = [];
      for (const seal of seals) {
        await sealAsItIs(scene.world, seal, { before: [...links].reverse() });
        const { day, number, sha256, sealedAt } = scene.seal(scene.seals().pop() ?? '');
        links.push({ day, number, sha256, sealedAt });
      }
    };

    test('comparing finds nothing: no listing shows what the bytes are', async () => {
      const seen = await scene.sweepAfter(forgeAll, [DATE]);
      expect([found(seen), seen.read.includes(DATE)]).toEqual([[], false]);
    });

    test('the reading in full, which comes for each day, finds it', async () => {
      await scene.begin();
      await forgeAll();
      await scene.world.configure({ READ_AGAIN_DAYS: '1' });
      const { seen } = await scene.sweepAt(125);
      await scene.world.configure({});
      expect(found(seen)).toContain('log-file-malformed');
    });

    test('the verdicts of the run that sealed it, which are locked, name another version than is there', async () => {
      await scene.begin();
      const verdict = sealedBy.find(({ key }) => key === file);
      const seal = scene.seal(keyOf(DATE)).files.find(({ key }) => key === file);
      expect([verdict?.verdict, verdict?.versionId]).toEqual(['VALID', seal?.versionId]);
      await forgeAll();
      expect(scene.world.logs.versions(file).map(({ versionId }) => versionId)).not.toContain(verdict?.versionId);
    });
  });
});
