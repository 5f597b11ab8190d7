// What people are notified of, by how a report differs from the one that they were last notified of.
import { changesOf as compare } from '../../../lambda/publish/changes/compare';
import type { Changes, NotifiedFindings, ReportedFindings } from '../../../lambda/publish/changes/notified';
import type { Finding } from '../../../lambda/core';
import { FindingGroups, type FindingGroup } from '../../../lambda/records/finding-groups';
import type { UnfinishedChain } from '../../../lambda/records/report';
import { metricsOf } from '../../../lambda/validate/run-metrics';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 10);
const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
const UNFINISHED: UnfinishedChain = { ...CHAIN, from: Date.UTC(2026, 0, 9), isSweep: false };
const STALE: Finding = { code: 'chain-stale', severity: 'INCOMPLETE', ...CHAIN, range: { start: 0, end: NOW } };
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

describe('what people were notified of', () => {
  const unreadable = (key: string, firstSeen: number): Finding => ({
    ...GAP,
    code: 'log-file-unreadable',
    key,
    firstSeen: NOW + firstSeen * HOUR,
  });
  const [old, young] = [unreadable('old', -7), unreadable('young', -1)];

  test('stays open while any of it is found, however young, and is closed when it is gone', () => {
    const runs = [[old, young], [young], [young], [young], []];
    const changes = notifyOfAll(runs.map((findings, hour) => reportOf(NOW + hour * HOUR, findings)));
    expect(changes.map(({ opened, open, closed }) => [opened.length, open.length, closed.length])).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  test('is closed once the rest of it is acknowledged', () => {
    const { closed } = changesOf(reportOf(NOW, [acknowledged(young)]), reportOf(NOW - HOUR, [old]));
    expect(closed.map(({ code }) => code)).toEqual(['log-file-unreadable']);
  });

  test.each<[string, Partial<ReportedFindings>, Finding[]]>([
    ['names it as unfinished', { unfinished: [UNFINISHED] }, []],
    ['finds it not validated', {}, [{ ...STALE, code: 'not-validated' }]],
  ])('of a chain stays open by a run that %s, and by one after it that finds it again', (_, cut, findings) => {
    const changes = notifyOfAll([
      reportOf(NOW, [STALE]),
      { ...reportOf(NOW + HOUR, findings), ...cut },
      reportOf(NOW + 2 * HOUR, [STALE]),
      reportOf(NOW + 3 * HOUR, []),
    ]);
    expect(changes.map(({ opened, closed }) => [opened.length, closed.length])).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
  });

  test('of a Region stays open while any chain of the Region is unfinished', () => {
    const regional: Finding = { ...STALE, code: 'listing-failed', accountId: undefined };
    const cut = { ...reportOf(NOW, []), unfinished: [UNFINISHED] };
    expect(changesOf(cut, reportOf(NOW - HOUR, [regional])).closed).toEqual([]);
  });

  test('is closed by a run that has only the sweep of the chain unfinished', () => {
    const unfinished = [{ ...UNFINISHED, isSweep: true }];
    const { closed } = changesOf({ ...reportOf(NOW, []), unfinished }, reportOf(NOW - HOUR, [STALE]));
    expect(closed.length).toBe(1);
  });

  test('is not taken for more by the run after one that was cut short', () => {
    const two = [FILLED, { ...FILLED, key: 'other' }];
    const cut = { ...reportOf(NOW + HOUR, [FILLED]), unfinished: [UNFINISHED] };
    const changes = notifyOfAll([reportOf(NOW, two), cut, reportOf(NOW + 2 * HOUR, two)]);
    expect(changes.map(({ grown }) => grown.length)).toEqual([0, 0, 0]);
  });
});

describe('a group that grows', () => {
  test('of tampering is notified again', () => {
    const before = reportOf(NOW, [FILLED]);
    const { opened, grown } = changesOf(reportOf(NOW + HOUR, [FILLED, { ...FILLED, key: 'other' }]), before);
    expect([opened, grown].map((groups) => groups.map(({ count }) => count))).toEqual([[2], [2]]);
  });

  test('or shrinks otherwise is not', () => {
    const [one, two] = [[GAP], [GAP, { ...GAP, key: 'other' }]];
    const pairs = [
      [one, two],
      [two, one],
      [[FILLED, { ...FILLED, key: 'other' }], [FILLED]],
    ];
    const opened = pairs.map(([before, after]) => changesOf(reportOf(NOW + HOUR, after), reportOf(NOW, before)).opened);
    expect(opened).toEqual([[], [], []]);
  });
});

describe('what a person acknowledged', () => {
  const NAME = 'unexplained-restart 111111111111 us-east-1 s3://logs/filled gap';
  const TAKEN = { name: NAME, firstSeen: NOW };

  test('is notified once, with its name', () => {
    const changes = notifyOfAll([
      reportOf(NOW, [FILLED]),
      { ...reportOf(NOW + HOUR, [acknowledged(FILLED)]), acknowledged: [TAKEN] },
      { ...reportOf(NOW + 2 * HOUR, []), acknowledged: [TAKEN] },
    ]);
    expect(changes.map(({ acknowledged }) => acknowledged)).toEqual([[], [NAME], []]);
  });

  test('is notified also where the finding does not come up again', () => {
    const after = { ...reportOf(NOW + HOUR, []), acknowledged: [TAKEN] };
    expect(changesOf(after, reportOf(NOW, [FILLED])).acknowledged).toEqual([NAME]);
  });

  test('is notified again where it was over, came up again and was acknowledged again', () => {
    const again = { name: NAME, firstSeen: NOW + 2 * HOUR };
    const changes = notifyOfAll([
      { ...reportOf(NOW, []), acknowledged: [TAKEN] },
      { ...reportOf(NOW + 3 * HOUR, [acknowledged(FILLED)]), acknowledged: [TAKEN, again] },
      { ...reportOf(NOW + 4 * HOUR, [acknowledged(FILLED)]), acknowledged: [TAKEN, again] },
    ]);
    expect(changes.map(({ acknowledged }) => acknowledged)).toEqual([[NAME], [NAME], []]);
  });

  test('is no news when a sweep finds it again', () => {
    const found = (hour: number, ...findings: Finding[]) => ({
      ...reportOf(NOW + hour * HOUR, findings),
      acknowledged: [TAKEN],
    });
    const changes = notifyOfAll([found(0, acknowledged(FILLED)), found(1), found(2, acknowledged(FILLED))]);
    expect(changes.map(({ acknowledged }) => acknowledged)).toEqual([[NAME], [], []]);
  });
});

function changesOf(report: ReportedFindings, before: NotifiedFindings | undefined): Changes {
  return compare(report, before, 6 * HOUR);
}

function reportOf(time: number, findings: readonly Finding[]): ReportedFindings {
  const groups = new FindingGroups(time);
  findings.forEach((finding) => groups.add(finding));
  return { time, groups: groups.sorted(), unfinished: [], acknowledged: [] };
}

/** Notifies of one report after the other, each compared with the one before. */
function notifyOfAll(reports: readonly ReportedFindings[]): Changes[] {
  let before: NotifiedFindings | undefined;
  return reports.map((report) => {
    const changes = changesOf(report, before);
    before = { ...report, carriedOver: changes.carriedOver };
    return changes;
  });
}

function acknowledged(finding: Finding): Finding {
  return { ...finding, severity: 'NOTICE', acknowledged: true };
}

function severities(groups: readonly FindingGroup[]): string[] {
  return groups.map(({ severity }) => severity);
}

function tampered(findings: readonly Finding[]): number {
  const nothing = { valid: 0, invalid: 0, unverified: 0 };
  const tallies = { digests: nothing, backfillDigests: nothing, logFiles: nothing };
  const counts = { ...tallies, pendingLogFiles: 0, expired: 0, otherTrails: 0 };
  const { groups } = reportOf(NOW, findings);
  return metricsOf([], { counts, groups, checkpoints: [], now: NOW, hasEnded: () => false }).tampered;
}
