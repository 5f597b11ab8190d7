// Where the keys came from by which a run has verified digests.
import { PublicKeyUse, type ValidationEvent } from '../../../lambda/core';
import { MemoryStore } from '../../support/corpus';
import { requestFor, smallCorpus, validate } from './harness';

const NOW = Date.UTC(2026, 0, 10);
const digest = (keyFingerprint: string, keySource = 'ListPublicKeys', region = 'us-east-1'): ValidationEvent => ({
  ...{ type: 'digest', accountId: '111111111111', region, bucket: 'logs', key: 'k', isBackfill: false },
  ...{ status: 'valid', findings: [], keyFingerprint, keySource },
});

test('each digest that is verified names the key that verified it', async () => {
  const corpus = smallCorpus({ hours: 4 });
  const { events } = await validate(MemoryStore.of(corpus), requestFor(corpus));
  const use = new PublicKeyUse(NOW);
  events.forEach((event) => use.event(event));
  const { used, more } = use.values();
  expect([used.map(({ region, digests }) => [region, digests]), more]).toEqual([[['us-east-1', 5]], 0]);
  expect(used[0].fingerprint).toMatch(/^[0-9a-f]{32}$/);
});

test('an answer of this run has its time, an earlier one keeps its own, and so does a file', () => {
  const use = new PublicKeyUse(NOW);
  for (const source of ['ListPublicKeys', 'ListPublicKeys', 'ListPublicKeys of 2025-01-01T00:00:00.000Z', 'keys.json'])
    use.event(digest('aa', source));
  expect(use.values().used.map(({ source, digests }) => [source, digests])).toEqual([
    ['ListPublicKeys of 2025-01-01T00:00:00.000Z', 1],
    ['ListPublicKeys of 2026-01-10T00:00:00.000Z', 2],
    ['keys.json', 1],
  ]);
});

test('what shards have used is added up', () => {
  const [one, other, all] = [new PublicKeyUse(NOW), new PublicKeyUse(NOW), new PublicKeyUse()];
  [digest('aa'), digest('bb')].forEach((event) => one.event(event));
  [digest('aa'), digest('aa', 'ListPublicKeys', 'eu-west-1')].forEach((event) => other.event(event));
  for (const { used, more } of [one.values(), other.values()]) all.addAll({ used, more: more + 1 });
  expect(all.values().used.map(({ region, fingerprint, digests }) => [region, fingerprint, digests])).toEqual([
    ['eu-west-1', 'aa', 1],
    ['us-east-1', 'aa', 2],
    ['us-east-1', 'bb', 1],
  ]);
  expect(all.values().more).toBe(2);
});

test('what is more than a thousand is counted', () => {
  const use = new PublicKeyUse(NOW);
  for (let index = 0; index < 1010; index++) use.event(digest(String(index)));
  use.event(digest('0'));
  const { used, more } = use.values();
  expect([used.length, more, used.find(({ fingerprint }) => fingerprint === '0')?.digests]).toEqual([1000, 10, 2]);
});
