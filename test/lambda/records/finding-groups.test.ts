// How many groups a report has room for, and what becomes of the others.
import type { Finding } from '../../../lambda/core';
import { FindingGroups, groupName, placedIn, type FindingGroup } from '../../../lambda/records/finding-groups';

const NOW = Date.UTC(2026, 0, 10);
const MOST = 3;

const findingOf = (account: number, more: Partial<Finding> = {}): Finding => ({
  ...{ code: 'listing-failed', severity: 'INCOMPLETE', detail: { cause: 'denied' } },
  ...{ accountId: String(account), region: 'us-east-1', ...more },
});

function groupsOf(findings: readonly Finding[], before: readonly FindingGroup[] = []): FindingGroups {
  const groups = new FindingGroups(NOW, [], placedIn(before, MOST), MOST);
  findings.forEach((finding) => groups.add(finding));
  return groups;
}

const accounts = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => findingOf(from + index));
const short = (groups: readonly FindingGroup[]) =>
  groups.map(({ accountId = '*', count, chains }) => [accountId, count, chains]);

test('chains that there is no room for share a group, which says how many they are', () => {
  const groups = groupsOf([...accounts(1, 8), findingOf(7)]).sorted();
  expect(short(groups)).toEqual([
    ['*', 5, 4],
    ['1', 1, undefined],
    ['2', 1, undefined],
    ['3', 1, undefined],
  ]);
});

test('each severity has room of its own: what is unverified hides no tampering', () => {
  const tampering = findingOf(9, { code: 'log-file-missing', severity: 'INVALID', key: 'a' });
  const groups = groupsOf([...accounts(1, 8), tampering]).sorted();
  expect(groups[0]).toMatchObject({ severity: 'INVALID', accountId: '9', count: 1 });
});

test('a group keeps its place as long as it is open, whatever else comes up before it', () => {
  const before = groupsOf(accounts(1, 4)).sorted();
  const next = groupsOf([...accounts(10, 20), ...accounts(1, 4)], before).sorted();
  expect(next.map(groupName)).toEqual(expect.arrayContaining(before.map(groupName)));
  expect(short(next)).toHaveLength(MOST + 1);
});

test('a place is free again once its group is closed', () => {
  const before = groupsOf(accounts(1, 4)).sorted();
  const next = groupsOf(accounts(2, 6), before);
  expect(short(groupsOf(accounts(2, 6), next.sorted()).sorted())).toEqual([
    ['*', 1, 1],
    ['2', 1, undefined],
    ['3', 1, undefined],
    ['4', 1, undefined],
  ]);
});

test('what is measured is each chain by itself, with its cause', () => {
  const measured = [...groupsOf(accounts(1, 8)).measured()];
  expect(measured.map(({ accountId }) => accountId).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  expect(measured.every(({ example }) => example.detail?.cause === 'denied')).toBe(true);
});

test('a finding about no chain is counted with those that share its group', () => {
  const groups = groupsOf([findingOf(0, { accountId: undefined, region: undefined }), ...accounts(1, 6)]);
  const [shared] = groups.sorted();
  expect([shared.count, shared.chains]).toEqual([3, 3]);
  expect([...groups.measured()].reduce((sum, { count }) => sum + count, 0)).toBe(6);
});
