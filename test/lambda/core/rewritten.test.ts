// What is written again after its verification is verified again before the next sweep, and nothing else is.
import { gzipSync } from 'node:zlib';
import { DAY } from '../../../lambda/core/format/time';
import { HOUR } from '../../support/corpus';
import { smallCorpus, START } from './harness';
import { validatorOf, type Validator } from './validator';

const NOW = START + 80 * HOUR;

/** Some days are verified, in two runs. */
async function verified(): Promise<Validator> {
  const validator = validatorOf(smallCorpus({ hours: 100, backfills: [30, 50] }));
  await validator.run(NOW - HOUR);
  expect((await validator.run(NOW)).result.verdict).toBe('VALID');
  return validator;
}

const digestAt = ({ corpus }: Validator, hour: number) => corpus.chain().normalKeys[hour];
const logFileAt = (validator: Validator, hour: number) =>
  validator.corpus.chain().logFilesOf(digestAt(validator, hour))[0];

describe('a digest that was verified', () => {
  test.each([
    ['the first', (validator: Validator) => digestAt(validator, 0)],
    ['one in the midst', (validator: Validator) => digestAt(validator, 40)],
    ['the last', ({ checkpoints }: Validator) => checkpoints[0].segments[0].last.key],
    ['a backfill', ({ corpus }: Validator) => corpus.chain().backfillKeys[0]],
  ])('and is changed is found by the next hourly run: %s', async (_, keyOf) => {
    const validator = await verified();
    const changed = keyOf(validator);
    Object.assign(validator.store.get(changed), { body: gzipSync('{}'), lastModified: NOW + 0.5 * HOUR });
    const { findings, result } = await validator.run(NOW + HOUR);
    expect(result.verdict).toBe('INVALID');
    expect(findings.map(({ key }) => key)).toContain(changed);
  });

  test('and is written again as it was is read again with its log files, and nothing is found', async () => {
    const validator = await verified();
    validator.store.get(digestAt(validator, 40)).lastModified = NOW + 0.5 * HOUR;
    const before = validator.store.calls.reads.length;
    const { result, findings } = await validator.run(NOW + HOUR);
    const reads = validator.store.calls.reads.slice(before);
    expect([result.verdict, findings]).toEqual(['VALID', []]);
    expect(reads).toEqual(expect.arrayContaining([digestAt(validator, 40), logFileAt(validator, 40)]));
  });
});

describe('a log file that was verified', () => {
  const changed = async () => {
    const validator = await verified();
    Object.assign(validator.store.get(logFileAt(validator, 30)), { body: gzipSync('{}'), lastModified: NOW });
    return validator;
  };
  const dayOf = (hour: number) => Math.floor((START + hour * HOUR) / DAY) * DAY;

  test('and is changed is found by the hourly run that looks at its day', async () => {
    const validator = await changed();
    expect((await validator.run(NOW + HOUR, { sampledDay: dayOf(5) })).codes).toEqual([]);
    expect((await validator.run(NOW + 2 * HOUR, { sampledDay: dayOf(30) })).codes).toEqual(['log-file-modified']);
    expect((await validator.run(NOW + 3 * HOUR, { sampledDay: dayOf(5) })).codes).toEqual(['log-file-modified']);
  });

  test('and is written again as it was is no finding', async () => {
    const validator = await verified();
    validator.store.get(logFileAt(validator, 30)).lastModified = NOW;
    const { result, codes } = await validator.run(NOW + HOUR, { sampledDay: dayOf(30) });
    expect([result.verdict, codes]).toEqual(['VALID', []]);
  });
});

test('what was not written again is not read again', async () => {
  const validator = await verified();
  const before = validator.store.calls.reads.length;
  for (let day = 0; day < 4; day++) await validator.run(NOW + (1 + day) * HOUR, { sampledDay: START + day * DAY });
  const reads = validator.store.calls.reads.slice(before);
  // Four digests are new, each with its log files.
  expect(new Set(reads).size).toBe(reads.length);
  expect(reads.length).toBe(4 * 3);
});
