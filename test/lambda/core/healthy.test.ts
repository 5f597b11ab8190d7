// Any healthy history, hour by hour: digests that are late and come in another order, stops and starts, drift, backfills,
// hours without a run, and runs whose result is lost. Nothing genuine is tampering, and nothing but stops stays open.
import { Corpus, HOUR } from '../../support/corpus';
import { ACCOUNT, START, type Outcome } from './harness';
import { validatorOf, type Validator } from './validator';
import fc, { runs } from '../../support/properties';

jest.setTimeout(300_000);

const HOURS = 30;
const REGIONS = ['us-east-1', 'eu-west-1'];
const CODES = ['digest-pending', 'restart-pending', 'logging-stopped', 'unexplained-restart', 'chain-stale'];

const anyHour = fc.integer({ min: 2, max: HOURS - 2 });
const history = fc.record({
  restarts: fc.uniqueArray(
    fc.record({ afterHour: anyHour, gapHours: fc.constantFrom(0, 0.1, 0.5, 3, 30) }, { noNullPrototype: true }),
    { maxLength: 2, selector: ({ afterHour }) => afterHour },
  ),
  // Each digest is late once: two delays of one digest would add up to more than the day that a digest may be late.
  late: fc.uniqueArray(
    fc.record({ region: fc.constantFrom(...REGIONS), index: fc.nat(HOURS), hours: fc.integer({ min: 1, max: 20 }) }),
    { maxLength: 4, selector: ({ region, index }) => `${region} ${index}` },
  ),
  drifts: fc.dictionary(anyHour.map(String), fc.constantFrom(-1000, 1000, 3000, HOUR), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
  backfills: fc.uniqueArray(anyHour, { maxLength: 2 }),
  missedRuns: fc.uniqueArray(fc.nat(120), { maxLength: 20 }),
  lostRuns: fc.uniqueArray(fc.nat(120), { maxLength: 10 }),
  sweeps: fc.uniqueArray(fc.nat(120), { maxLength: 3 }),
});

type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

function corpusOf({ restarts, drifts, backfills }: History): Corpus {
  const place = { accounts: [ACCOUNT], regions: REGIONS, start: START };
  return new Corpus({ ...place, hours: HOURS, logsPerHour: 2, restarts, drifts, backfills });
}

/** Runs hour by hour until a day after the last digest; what happens comes before the run of its hour. */
async function watch(
  { late, missedRuns, lostRuns, sweeps }: History,
  validator: Validator,
  seen: (hour: number, outcome: Outcome) => void,
  happens: (hour: number) => void = () => undefined,
): Promise<Outcome> {
  const { corpus, store } = validator;
  for (const { region, index, hours } of late) {
    const object = store.get(corpus.chain(ACCOUNT, region).normalKeys[index]);
    object.lastModified = (object.lastModified ?? 0) + hours * HOUR;
  }
  const last = Math.ceil((corpus.end - START) / HOUR) + 30;
  let outcome: Outcome | undefined;
  for (let hour = 1; hour <= last; hour++) {
    happens(hour);
    const now = START + hour * HOUR;
    if (missedRuns.includes(hour) && hour < last) continue;
    const before = validator.checkpoints;
    const window = { start: START - 9999 * HOUR, end: Math.min(now, corpus.end) };
    outcome = await validator.run(now, { window, ...(sweeps.includes(hour) && { sweep: true }) });
    seen(hour, outcome);
    if (lostRuns.includes(hour)) validator.checkpoints = before;
  }
  return outcome!;
}

test('a healthy history is never tampered with', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (healthy) => {
      const { codes } = await watch(healthy, validatorOf(corpusOf(healthy)), (hour, { codes: found, findings }) => {
        const invalid = findings
          .filter(({ severity }) => severity === 'INVALID')
          .map(({ code, key }) => `${code} ${key}`);
        const others = found.filter((code) => !CODES.includes(code));
        expect({ hour, invalid, others }).toEqual({ hour, invalid: [], others: [] });
      });
      expect(codes).toEqual(healthy.restarts.length === 0 ? [] : codes.filter((code) => code === 'logging-stopped'));
    }),
    { numRuns: runs(8) },
  );
});

test('a digest that is deleted in such a history is missed in the end', async () => {
  const attack = fc.record({ region: fc.constantFrom(...REGIONS), index: fc.nat(HOURS), hoursLater: fc.nat(10) });
  await fc.assert(
    fc.asyncProperty(history, attack, async (healthy, { region, index, hoursLater }) => {
      const validator = validatorOf(corpusOf(healthy));
      const { corpus, store } = validator;
      const key = corpus.chain(ACCOUNT, region).normalKeys[index];
      const happens = (hour: number) => {
        const { lastModified = Infinity } = store.objects.get(key) ?? {};
        if (START + hour * HOUR > lastModified + hoursLater * HOUR) store.objects.delete(key);
      };
      const { findings } = await watch(healthy, validator, () => undefined, happens);
      const reported = findings.filter((finding) => finding.region === region && finding.severity !== 'NOTICE');
      const codes = ['digest-missing', 'unexplained-restart', 'chain-stale'];
      expect(reported.map(({ code }) => code).filter((code) => codes.includes(code))).not.toEqual([]);
    }),
    { numRuns: runs(8) },
  );
});
