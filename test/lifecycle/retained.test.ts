// The table in docs/leaving.md of what comes back into each stack, and in which way, is what the templates retain.
import { readFileSync } from 'node:fs';
import { LAYOUT_WITH_ALL } from '../app/layouts';
import { planOf } from '../support/lifecycle/plan';
import { shortType, specsOf, type StackSpec } from '../support/lifecycle';

const page = readFileSync('docs/leaving.md', 'utf8').split('\n');

test('docs/leaving.md names what stays of each stack', () => {
  const rows = specsOf({ ...LAYOUT_WITH_ALL, homeRegion: 'eu-west-1' }).flatMap(rowOf);
  const from = page.findIndex((line) => /^\| stack +\| keys/.test(line)) + 2;
  const found = page.slice(from, from + rows.length + 1).map((line) => line.split(/ *\| */).slice(1, -1));
  expect(found).toEqual([...rows, []]);
});

function rowOf(spec: StackSpec): string[][] {
  const kept = planOf(spec).filter(({ deletionPolicy }) => deletionPolicy !== 'Delete');
  if (kept.length === 0) return [];
  const keys = kept.flatMap(({ properties: { AliasName } }) =>
    AliasName === undefined ? [] : [`\`${String(AliasName)}\``],
  );
  const types = kept.map(({ type }) => shortType(type)).filter((type) => type !== 'KMS::Key');
  const others = [...new Set(types)].sort().map((type) => `${types.filter((it) => it === type).length} \`${type}\``);
  return [[`\`${spec.name}\``, keys.sort().join(', '), others.join(', ')]];
}
