// The lists of a report that grow with the organization.
import { unfinishedIn } from '../../../lambda/publish/changes/unfinished';
import { acknowledgedBeyond, acknowledgedSince } from '../../../lambda/publish/changes/acknowledgements';
import { limitedLists } from '../../../lambda/validate/limited-lists';

const unfinished = (count: number, isSweep: boolean) =>
  Array.from({ length: count }, (_, index) => ({ accountId: String(index), region: 'us-east-1', from: 0, isSweep }));
const names = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `finding ${index}` }));

test('short lists are whole, and nothing is omitted', () => {
  expect(limitedLists(unfinished(3, true), names(2))).toEqual({
    unfinished: unfinished(3, true),
    acknowledged: names(2),
  });
});

test('of long lists a report says how many more there are', () => {
  const lists = limitedLists([...unfinished(1500, true), ...unfinished(170_000, false)], names(5001));
  expect([lists.unfinished.length, lists.acknowledged[0].name, lists.omitted]).toEqual([
    2000,
    'finding 1',
    { unfinished: 169_000, unfinishedSweeps: 500, acknowledged: 1 },
  ]);
});

test('where chains that a run did not get to are not named, it may be any of them', () => {
  const group = { accountId: '9', region: 'eu-west-1' };
  const isUnfinished = (count: number) =>
    unfinishedIn({ ...limitedLists(unfinished(count, false), []), groups: [] })(group);
  expect([isUnfinished(0), isUnfinished(1000), isUnfinished(1001)]).toEqual([false, false, true]);
});

test('what is shared by chains is unfinished with any of them', () => {
  const isUnfinished = unfinishedIn({ ...limitedLists(unfinished(1, false), []), groups: [] });
  expect([isUnfinished({ chains: 7 }), isUnfinished({ region: 'eu-west-1' })]).toEqual([true, false]);
});

test('of what was acknowledged and has no room the number is news', () => {
  const [before, now] = [4990, 5020].map((count) => limitedLists([], names(count)));
  const since = acknowledgedSince(now, before);
  expect([since.length, acknowledgedBeyond(since, now, before)]).toEqual([30, 0]);
  expect(acknowledgedBeyond([], limitedLists([], names(12_000)), undefined)).toBe(12_000);
});
