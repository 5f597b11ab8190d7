// Which read failures make a chain unreadable, and when.
import { NO_COUNTS, type ChainResult, type Finding } from '../../../lambda/core';
import { FindingGroups } from '../../../lambda/records/finding-groups';
import { metricsOf } from '../../../lambda/validate/run-metrics';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 10);
const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
const counts = { ...NO_COUNTS, digests: { valid: 0, invalid: 0, unverified: 1 } };
const result = { ...CHAIN, shard: { start: 0, end: NOW }, verdict: 'INCOMPLETE', counts, logFilesBefore: '' } as const;
const results: readonly ChainResult[] = [
  { ...result, segments: [], backfills: [], openItems: [], pendingLogFiles: [] },
];

function metrics(findings: readonly Finding[], of: readonly ChainResult[] = results) {
  const groups = new FindingGroups(NOW);
  findings.forEach((finding) => groups.add(finding));
  const others = { counts, chains: [], now: NOW, grace: 3 * HOUR, hasEnded: () => false };
  return metricsOf(of, { ...others, groups: groups.sorted() });
}

const failed = (cause: string, code: Finding['code'] = 'digest-unreadable', hours = 0): Finding => ({
  ...{ code, severity: 'INCOMPLETE', ...CHAIN, bucket: 'logs', key: `${code} ${cause}` },
  detail: { cause },
  firstSeen: NOW - hours * HOUR,
});

test.each<[string, Finding[], number]>([
  ['failed in passing', [failed('transient')], 0],
  ['failed in passing for hours', [failed('transient', 'digest-unreadable', 4)], 1],
  ['is denied', [failed('denied')], 1],
  ['failed in passing, while log files are denied', [failed('transient'), failed('denied', 'log-file-unreadable')], 1],
  ['could not be listed in passing', [failed('transient', 'listing-failed')], 0],
  ['may not be listed', [failed('denied', 'listing-failed')], 1],
  ['has a Region that gave no keys', [{ ...failed('no-keys', 'public-keys-unavailable'), accountId: undefined }], 0],
  ['has a Region that denies its keys', [{ ...failed('denied', 'public-keys-unavailable'), accountId: undefined }], 1],
  ['has no reason for what is unverified', [], 1],
  ['is another than the one that failed', [{ ...failed('transient'), accountId: '222222222222' }], 1],
])('a chain whose digest %s', (_, findings, unreadable) => {
  expect(metrics(findings).unreadableChains).toBe(unreadable);
});

test('what is pending by an allowance of its own counts, and has no age', () => {
  const old = (code: Finding['code']): Finding => ({
    code,
    severity: 'INCOMPLETE',
    ...CHAIN,
    firstSeen: NOW - 9 * HOUR,
  });
  const pending = metrics([old('digest-pending'), old('restart-pending')], []);
  expect([pending.unverified, pending.oldestUnverifiedAge]).toEqual([2, 0]);
  expect(metrics([old('log-file-unverified')], []).oldestUnverifiedAge).toBe(9 * HOUR);
});
