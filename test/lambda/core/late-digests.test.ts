// Digests that come after their successors: what is said meanwhile, and that nothing of it stays.
import { HOUR } from '../../support/corpus';
import { smallCorpus, START } from './harness';
import { afterADay, LATER, validatorOf, type Validator } from './validator';

/** A window of years, as the scheduled validation has it. */
function runAt(validator: Validator, hour: number) {
  const now = START + hour * HOUR;
  return validator.run(now, { window: { start: START - 9999 * HOUR, end: now } });
}

/** Everything that hourly runs say, from one hour to another. */
async function codesOf(validator: Validator, from: number, to: number): Promise<Set<string>> {
  const seen = new Set<string>();
  for (let hour = from; hour <= to; hour++) {
    const { codes, result } = await runAt(validator, hour);
    codes.forEach((code) => seen.add(code));
    if (result.verdict === 'INVALID') seen.add('INVALID');
  }
  return seen;
}

function deliver(validator: Validator, index: number, at: number): string {
  const key = validator.corpus.chain().normalKeys[index];
  validator.store.get(key).lastModified = at;
  return key;
}

describe('the first digest of a chain', () => {
  test.each([3, 5, 22])(
    'that comes %i hours late is pending until then, and nothing before it is due',
    async (late) => {
      const validator = validatorOf(smallCorpus({ hours: 60 }));
      const [end] = validator.corpus.chain().ends;
      const key = deliver(validator, 0, end + late * HOUR);
      expect([...(await codesOf(validator, 1, 50))].sort()).toEqual(['digest-pending']);
      expect((await runAt(validator, 51)).result.verdict).toBe('VALID');
      expect(validator.checkpoints[0]).toMatchObject({ segments: [{ first: { key } }], openItems: [] });
    },
  );

  test('that comes late is demanded from then on', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    const key = deliver(validator, 0, START + 5 * HOUR);
    await codesOf(validator, 2, 10);
    validator.store.objects.delete(key);
    const { findings } = await runAt(validator, 11);
    expect(findings).toEqual([
      expect.objectContaining({ code: 'digest-missing', key, detail: { knownBy: 'checkpoint' } }),
    ]);
  });

  test('that never comes is missing after a day, and its hours before are not claimed to be', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    const key = validator.corpus.chain().normalKeys[0];
    validator.store.objects.delete(key);
    await codesOf(validator, 2, 29);
    const { findings } = await runAt(validator, 30);
    expect(findings).toEqual([expect.objectContaining({ code: 'digest-missing', severity: 'INVALID', key })]);
  });
});

test('the first digest after a stop of days that comes late leaves the gap of the stop alone', async () => {
  const validator = validatorOf(smallCorpus({ hours: 60, restarts: [{ afterHour: 10, gapHours: 120 }] }));
  const index = 11;
  deliver(validator, index, validator.corpus.chain().ends[index] + 5 * HOUR);
  expect((await codesOf(validator, 9, 130)).has('INVALID')).toBe(false);
  const codes = await codesOf(validator, 131, 170);
  expect([...codes].sort()).toEqual(['chain-stale', 'digest-pending', 'logging-stopped']);
  expect((await runAt(validator, 171)).codes).toEqual(['logging-stopped']);
});

describe('digests that are missing in a row', () => {
  const indexes = [40, 41, 42, 43];
  const withoutRow = async () => {
    const validator = await afterADay({ hours: 100 });
    const keys = indexes.map((index) => validator.corpus.chain().normalKeys[index]);
    const objects = keys.map((key) => validator.store.get(key));
    keys.forEach((key) => validator.store.objects.delete(key));
    return { validator, keys, objects };
  };

  test('are pending by the one name that is signed, and missing one by one once it is overdue', async () => {
    const { validator, keys } = await withoutRow();
    const pending = await runAt(validator, 46);
    expect(pending.findings.map(({ code, key }) => [code, key])).toEqual([['digest-pending', keys[3]]]);
    const overdue = await runAt(validator, 70);
    const missing = overdue.findings.filter(({ code }) => code === 'digest-missing');
    expect(missing.map(({ key }) => key).sort()).toEqual(keys);
  });

  test('stay missing where the next digest names them, and close where none does', async () => {
    const { validator, keys, objects } = await withoutRow();
    await runAt(validator, 70);
    [2, 3].forEach((index) => validator.store.objects.set(keys[index], objects[index]));
    const { findings } = await runAt(validator, 71);
    expect(
      findings
        .filter(({ code }) => code === 'digest-missing')
        .map(({ key }) => key)
        .sort(),
    ).toEqual(keys.slice(0, 2));
    [0, 1].forEach((index) => validator.store.objects.set(keys[index], objects[index]));
    expect((await runAt(validator, 72)).result.verdict).toBe('VALID');
    expect(validator.checkpoints[0].segments).toHaveLength(1);
  });

  test('are missing in all hours since which digests are expected', async () => {
    const validator = validatorOf(smallCorpus({ hours: 60 }));
    validator.corpus
      .chain()
      .normalKeys.slice(0, 4)
      .forEach((key) => validator.store.objects.delete(key));
    const { accountId, region } = { accountId: '111111111111', region: 'us-east-1' };
    const expected = [{ accountId, region, since: START }];
    const { findings } = await validator.run(LATER + 3 * HOUR, { expected });
    expect(findings.filter(({ code }) => code === 'digest-missing')).toHaveLength(4);
  });
});
