// What is told of a run, by how it differs from what was told last.
import { changesOf } from '../../../lambda/digest-publisher/changes';
import type { Finding } from '../../../lambda/digest-validator/core';
import { FindingGroups, type FindingGroup } from '../../../lambda/digest-validator/scheduled/groups';
import { factsOf } from '../../../lambda/digest-validator/scheduled/report';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 10);
const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
const GAP: Finding = { code: 'unexplained-restart', severity: 'INCOMPLETE', ...CHAIN, bucket: 'logs', key: 'gap' };
const FILLED: Finding = { ...GAP, severity: 'INVALID', key: 'filled gap' };

describe('two severities of one chain and code', () => {
  test('are two groups, the worse one first and with an example of its own', () => {
    const groups = reportOf(NOW, [GAP, FILLED]).groups;
    expect(groups.map(({ severity, count, example }) => [severity, count, example.key])).toEqual([
      ['INVALID', 1, 'filled gap'],
      ['INCOMPLETE', 1, 'gap'],
    ]);
  });

  test('are counted apart, so that the alarm on tampering sees the one and not the other', () => {
    expect(tampered([GAP, FILLED, { ...GAP, key: 'another' }])).toBe(1);
    expect(tampered([FILLED, GAP, { ...FILLED, key: 'another' }])).toBe(2);
  });

  test('open a group when the one becomes the other', () => {
    const { opened, closed } = changesOf(reportOf(NOW + HOUR, [{ ...GAP, severity: 'INVALID' }]), reportOf(NOW, [GAP]));
    expect([severities(opened), severities(closed)]).toEqual([['INVALID'], ['INCOMPLETE']]);
  });
});

function reportOf(time: number, findings: readonly Finding[]): { time: number; groups: FindingGroup[] } {
  const groups = new FindingGroups(time);
  findings.forEach((finding) => groups.add(finding));
  return { time, groups: groups.sorted() };
}

function severities(groups: readonly FindingGroup[]): string[] {
  return groups.map(({ severity }) => severity);
}

function tampered(findings: readonly Finding[]): number {
  const nothing = { valid: 0, invalid: 0, unproven: 0 };
  const tallies = { digests: nothing, backfillDigests: nothing, logFiles: nothing };
  const counts = { ...tallies, pendingLogFiles: 0, expired: 0, otherTrails: 0 };
  const { groups } = reportOf(NOW, findings);
  return factsOf([], { counts, groups, heads: [], now: NOW, ended: () => false }).tampered;
}
