// What is told of a run, by how it differs from what was told last.
import { changesOf, type Changes, type Groups, type Told } from '../../../lambda/publish/changes/compare';
import type { Finding } from '../../../lambda/core';
import { FindingGroups, type FindingGroup } from '../../../lambda/records/finding-groups';
import { factsOf } from '../../../lambda/records/report';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 10);
const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
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

describe('what was told', () => {
  const unreadable = (key: string, firstSeen: number): Finding => ({
    ...GAP,
    code: 'log-file-unreadable',
    key,
    firstSeen: NOW + firstSeen * HOUR,
  });
  const [old, young] = [unreadable('old', -7), unreadable('young', -1)];

  test('stays told while any of it is found, however young, and is closed when it is gone', () => {
    const runs = [[old, young], [young], [young], [young], []];
    const told = tellAll(runs.map((findings, hour) => reportOf(NOW + hour * HOUR, findings)));
    expect(told.map(({ opened, open, closed }) => [opened.length, open.length, closed.length])).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  test('is closed once the rest of it is accepted', () => {
    const { closed } = changesOf(reportOf(NOW, [accepted(young)]), reportOf(NOW - HOUR, [old]));
    expect(closed.map(({ code }) => code)).toEqual(['log-file-unreadable']);
  });

  test.each<[string, Partial<Groups>, Finding[]]>([
    ['names it as unfinished', { unfinished: [`${CHAIN.accountId} ${CHAIN.region} from 2026-01-09T00:00:00Z`] }, []],
    ['finds it not validated', {}, [{ ...STALE, code: 'not-validated' }]],
  ])('of a chain stays told by a run that %s, and by one after it that finds it again', (_, cut, findings) => {
    const told = tellAll([
      reportOf(NOW, [STALE]),
      { ...reportOf(NOW + HOUR, findings), ...cut },
      reportOf(NOW + 2 * HOUR, [STALE]),
      reportOf(NOW + 3 * HOUR, []),
    ]);
    expect(told.map(({ opened, closed }) => [opened.length, closed.length])).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
  });

  test('of a Region stays told while any chain of the Region is unfinished', () => {
    const regional: Finding = { ...STALE, code: 'listing-failed', accountId: undefined };
    const unfinished = [`${CHAIN.accountId} ${CHAIN.region} from 2026-01-09T00:00:00Z`];
    const cut = { ...reportOf(NOW, []), unfinished };
    expect(changesOf(cut, reportOf(NOW - HOUR, [regional])).closed).toEqual([]);
  });

  test('is closed by a run that has only a sweep left of the chain', () => {
    const unfinished = [`sweep of ${CHAIN.accountId} ${CHAIN.region} from 2026-01-09T00:00:00Z`];
    const { closed } = changesOf({ ...reportOf(NOW, []), unfinished }, reportOf(NOW - HOUR, [STALE]));
    expect(closed.length).toBe(1);
  });

  test('is not taken for more by the run after one that was cut short', () => {
    const two = [FILLED, { ...FILLED, key: 'other' }];
    const unfinished = [`${CHAIN.accountId} ${CHAIN.region} from 2026-01-09T00:00:00Z`];
    const cut = { ...reportOf(NOW + HOUR, [FILLED]), unfinished };
    const told = tellAll([reportOf(NOW, two), cut, reportOf(NOW + 2 * HOUR, two)]);
    expect(told.map(({ grown }) => grown.length)).toEqual([0, 0, 0]);
  });
});

describe('a group that grows', () => {
  test('of tampering is told again', () => {
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

describe('what a person accepted', () => {
  const NAME = 'unexplained-restart 111111111111 us-east-1 s3://logs/filled gap';

  test('is told once, with its name', () => {
    const told = tellAll([
      reportOf(NOW, [FILLED]),
      { ...reportOf(NOW + HOUR, [accepted(FILLED)]), acknowledged: [NAME] },
      { ...reportOf(NOW + 2 * HOUR, []), acknowledged: [NAME] },
    ]);
    expect(told.map((changes) => changes.accepted)).toEqual([[], [NAME], []]);
  });

  test('is told also where the finding does not come up again', () => {
    const after = { ...reportOf(NOW + HOUR, []), acknowledged: [NAME] };
    expect(changesOf(after, reportOf(NOW, [FILLED])).accepted).toEqual([NAME]);
  });

  test('before it was found is told when it is accepted, and when it is found', () => {
    const told = tellAll([
      { ...reportOf(NOW, []), acknowledged: [NAME] },
      { ...reportOf(NOW + HOUR, []), acknowledged: [NAME] },
      { ...reportOf(NOW + 2 * HOUR, [accepted(FILLED)]), acknowledged: [NAME] },
      { ...reportOf(NOW + 3 * HOUR, [accepted(FILLED)]), acknowledged: [NAME] },
    ]);
    expect(told.map((changes) => changes.accepted)).toEqual([[NAME], [], [NAME], []]);
  });

  test('is no news when a sweep finds it again', () => {
    const found = (hour: number, ...findings: Finding[]) => ({
      ...reportOf(NOW + hour * HOUR, findings),
      acknowledged: [NAME],
    });
    const told = tellAll([found(0, accepted(FILLED)), found(1), found(2, accepted(FILLED))]);
    expect(told.map((changes) => changes.accepted)).toEqual([[NAME], [], []]);
  });
});

function reportOf(time: number, findings: readonly Finding[]): { time: number; groups: FindingGroup[] } {
  const groups = new FindingGroups(time);
  findings.forEach((finding) => groups.add(finding));
  return { time, groups: groups.sorted() };
}

/** Tells one report after the other, each with what was left of the one before. */
function tellAll(reports: readonly Groups[]): Changes[] {
  let told: Told | undefined;
  return reports.map((report) => {
    const changes = changesOf(report, told);
    told = { ...report, kept: changes.kept, silenced: changes.silenced };
    return changes;
  });
}

function accepted(finding: Finding): Finding {
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
  return factsOf([], { counts, groups, heads: [], now: NOW, ended: () => false }).tampered;
}
