import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { listOf, number, schemaOf, string } from '../../../lambda/records/schema';

interface Kept {
  readonly name: string;
  readonly size?: number;
}

test('a schema is that of its type, field by field, or does not compile', () => {
  schemaOf<Kept>()(v.strictObject({ name: string, size: v.optional(number) }));
  // @ts-expect-error: the optional field is missing
  schemaOf<Kept>()(v.strictObject({ name: string }));
  // @ts-expect-error: the type has no such field
  schemaOf<Kept>()(v.strictObject({ name: string, size: v.optional(number), other: v.optional(string) }));
  // @ts-expect-error: the field may be missing
  schemaOf<Kept>()(v.strictObject({ name: string, size: number }));
  // @ts-expect-error: the field has another type
  schemaOf<Kept>()(v.strictObject({ name: number, size: v.optional(number) }));
  expect(v.is(schemaOf<Kept>()(v.strictObject({ name: string, size: v.optional(number) })), { name: 'x' })).toBe(true);
});

test('a list of a hundred thousand items is checked to its last one', () => {
  const items: unknown[] = Array.from({ length: 100_000 }, (_, index) => ({ name: String(index) }));
  const schema = listOf(v.strictObject({ name: string }));
  expect(v.is(schema, items)).toBe(true);
  items[99_999] = { name: 1 };
  expect(v.safeParse(schema, items).issues?.[0].path?.map(({ key }) => key)).toEqual([99_999, 'name']);
});

test('beside the core and copies of a bucket, JSON is parsed by the formats alone', () => {
  const root = path.join(__dirname, '..', '..', '..', 'lambda');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const parsing = files.filter((file) => readFileSync(path.join(root, file), 'utf8').includes('JSON.parse('));
  // The reporter stores no record of the validation: it reads events, alarms and its own marks, each field by itself.
  // A packed checkpoint is none that was stored: the process itself has packed it. Of the notices, topics in a variable.
  const own = ['notice.ts', 'records/format.ts', 'validate/packed-checkpoint.ts'];
  expect(parsing.filter((file) => !/^(core|folder|report)\//.test(file))).toEqual(own);
});
