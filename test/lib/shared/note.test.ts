// What people have to read is an output or a warning: one warning hides all that is merely information.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { LAYOUTS, stacksOf, templatesOf } from '../../app/layouts';

const lib = path.join(__dirname, '../../../lib');

test.each(Object.entries(LAYOUTS))('%s: few notes, each said once, and an output too', (_, configuration) => {
  const templates = templatesOf(configuration);
  const notes = [...stacksOf(configuration)].flatMap(([name, stack]) =>
    Annotations.fromStack(stack)
      .findInfo('*', Match.stringLikeRegexp('.'))
      .map(({ entry }) => ({ name, text: String(entry.data) })),
  );
  expect(notes.length).toBeGreaterThan(0);
  expect(notes.length).toBeLessThanOrEqual(4);
  expect(new Set(notes.map(({ text }) => text)).size).toBe(notes.length);
  for (const { name, text } of notes) {
    const outputs = Object.values(templates.get(name)!.findOutputs('*')) as { Value: unknown }[];
    expect(outputs.map(({ Value }) => Value)).toContain(text);
  }
});

test('information is given by notes, and for parts that are left out, which the summary names', () => {
  const users = readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && readFileSync(path.join(lib, name), 'utf8').includes('addInfo('))
    .sort();
  expect(users).toEqual(['shared/note.ts', 'stacks/organization-trail-stacks.ts']);
});
