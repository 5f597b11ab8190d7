// Digests that AWS signs in a format of tomorrow.
import { joinSegments } from '../../../lambda/core/memory/segments';
import { HOUR, MemoryStore } from '../../support/corpus';
import { ACCOUNT, requestFor, smallCorpus, START, validate } from './harness';
import { validatorOf } from './validator';

const newFields = { deliveryVersion: 2, isFinal: false };

test('new fields of all digests of an organization are one notice', async () => {
  const places = { accounts: [ACCOUNT, '222222222222'], regions: ['us-east-1', 'eu-west-1'] };
  const corpus = smallCorpus({ ...places, newFields });
  const { findings, result } = await validate(MemoryStore.of(corpus), requestFor(corpus));
  const notices = findings.filter(({ code }) => code === 'digest-format-extended');
  expect([result.verdict, notices.map(({ detail }) => ({ fields: detail?.fields }))]).toEqual([
    'VALID',
    [{ fields: 'deliveryVersion, isFinal' }],
  ]);
  expect(result.counts.digests).toEqual({ valid: 4 * 13, invalid: 0, unverified: 0 });
});

test('new fields leave nothing open, and the chain goes on', async () => {
  const validator = validatorOf(smallCorpus({ hours: 60, newFields }));
  for (const hour of [20, 21, 22]) expect((await validator.run(START + hour * HOUR)).codes).toEqual([]);
  expect(validator.checkpoints[0]).toMatchObject({ openItems: [], segments: [expect.anything()] });
});

test('digests that name each other by another hash are joined by their signatures', () => {
  const link = (end: number, signature: string) => ({
    ...{ bucket: 'trail-logs', key: `digest ${end}`, start: end - HOUR, end, sha256: `sha256 of ${end}`, signature },
  });
  const previous = { bucket: 'trail-logs', key: `digest ${HOUR}`, sha256: '', signature: 'one' };
  const [one, two] = [link(HOUR, 'one'), link(2 * HOUR, 'two')];
  const later = [{ first: two, last: two, previous }];
  expect(joinSegments([{ first: one, last: one }], later)).toEqual([{ first: one, last: two }]);
  const other = link(HOUR, 'another');
  expect(joinSegments([{ first: other, last: other }], later)).toHaveLength(2);
});
