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
const GAP: Finding = {
  ...{ code: 'unexplained-restart', severity: 'INCOMPLETE', ...CHAIN, bucket: 'logs', key: 'gap' },
  firstSeen: NOW,
};
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

describe('a read failure', () => {
  const failed = (cause: string, hours = 0): Finding => ({
    ...{ ...CHAIN, code: 'listing-failed', severity: 'INCOMPLETE', detail: { cause } },
    firstSeen: NOW - hours * HOUR,
  });

  test.each([
    ['that is a denial at once', failed('denied'), 1],
    ['that may be over by the next run not at once', failed('transient'), 0],
    ['that may be over once it lasts', failed('transient', 7), 1],
  ])('notifies people of one %s', (_, finding, opened) => {
    expect(changesOf(reportOf(NOW, [finding]), reportOf(NOW - HOUR, [])).opened).toHaveLength(opened);
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
  const other = (finding: Finding, firstSeen: number): Finding => ({
    ...finding,
    key: `other ${firstSeen}`,
    firstSeen,
  });

  test('of tampering is notified again, with how many are new and which', () => {
    const before = reportOf(NOW, [FILLED]);
    const { opened, grown } = changesOf(reportOf(NOW + HOUR, [FILLED, other(FILLED, NOW + HOUR)]), before);
    expect(opened.map(({ count }) => count)).toEqual([2]);
    expect(grown.map(({ added, newest }) => [added, newest.map(({ key }) => key)])).toEqual([
      [1, [`other ${NOW + HOUR}`]],
    ]);
  });

  test('while as much of it is over is notified: as many are not the same', () => {
    const changes = notifyOfAll([
      reportOf(NOW, [FILLED]),
      reportOf(NOW + HOUR, [other(FILLED, NOW + HOUR)]),
      reportOf(NOW + 2 * HOUR, [other(FILLED, NOW + HOUR)]),
    ]);
    expect(changes.map(({ grown }) => grown.map(({ added }) => added))).toEqual([[], [1], []]);
  });

  test('of gaps is notified at once: each is a stop of its own', () => {
    const [first, second]: Finding[] = ['one', 'other'].map((key, hour) => ({
      ...GAP,
      code: 'logging-stopped',
      key,
      firstSeen: NOW + hour * HOUR,
    }));
    const { grown } = changesOf(reportOf(NOW + HOUR, [first, second]), reportOf(NOW, [first]));
    expect(grown.map(({ newest }) => newest.map(({ key }) => key))).toEqual([['other']]);
  });

  test('of what can not be read is notified once it lasts, and once', () => {
    const unreadable = (key: string, firstSeen: number): Finding => ({
      ...GAP,
      code: 'log-file-unreadable',
      key,
      firstSeen,
    });
    const many = Array.from({ length: 500 }, (_, index) => unreadable(`many ${index}`, NOW));
    const runs = Array.from({ length: 10 }, (_, hour) =>
      reportOf(NOW + hour * HOUR, [unreadable('old', NOW - 9 * HOUR), ...many]),
    );
    const changes = notifyOfAll([reportOf(NOW - HOUR, [unreadable('old', NOW - 9 * HOUR)]), ...runs]);
    const added = changes.map(({ grown: [growth] }) => growth?.added ?? 0);
    expect(added).toEqual([0, ...runs.map((_, hour) => (hour === 6 ? 500 : 0))]);
  });

  test('of which each run finds some anew is notified where there are more of them', () => {
    const runs = [3, 3, 4, 4].map((count, hour) => {
      const report = reportOf(
        NOW + hour * HOUR,
        Array.from({ length: count }, () => other(FILLED, NOW + hour * HOUR)),
      );
      return { ...report, groups: report.groups.map((group) => ({ ...group, isUnstored: true as const })) };
    });
    expect(notifyOfAll(runs).map(({ grown: [growth] }) => growth?.added)).toEqual([undefined, undefined, 1, undefined]);
  });

  test('of what each run says anew is no news for as long as it holds', () => {
    const runs = [0, 1, 2].map((hour) =>
      reportOf(NOW + hour * HOUR, [{ ...STALE, range: { start: 0, end: NOW + hour } }]),
    );
    expect(notifyOfAll(runs).map(({ opened }) => opened.length)).toEqual([1, 0, 0]);
  });

  test('or shrinks is not', () => {
    const [one, two] = [[GAP], [GAP, { ...GAP, key: 'other' }]];
    const pairs = [
      [two, one],
      [[FILLED, { ...FILLED, key: 'other' }], [FILLED]],
    ];
    const opened = pairs.map(([before, after]) => changesOf(reportOf(NOW + HOUR, after), reportOf(NOW, before)).opened);
    expect(opened).toEqual([[], []]);
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
  return { time, groups: groups.sorted(), passed: [], unfinished: [], acknowledged: [] };
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
  return metricsOf([], { counts, groups, chains: [], now: NOW, grace: 0, hasEnded: () => false }).tampered;
}
