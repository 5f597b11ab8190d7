// The CDK's command line knows a stack by the path of its construct, and by nothing else.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DOCUMENTS, root } from '../docs/documents';
import { LAYOUT_WITH_ALL, stacksOf } from './layouts';

const paths = [...stacksOf({ ...LAYOUT_WITH_ALL, homeRegion: 'eu-west-1' }).values()].map((stack) => stack.node.path);

const named = DOCUMENTS.flatMap((document) =>
  [
    ...readFileSync(path.join(root, document), 'utf8').matchAll(
      /npx cdk (?:deploy|destroy|diff|drift|import)(?: --exclusively)? ([A-Z][\w/-]*)/g,
    ),
  ].map(([, name]) => [document, name] as const),
);

test('the documents name stacks', () => {
  expect(named.length).toBeGreaterThanOrEqual(4);
});

test.each(named)('%s: %s is such a path', (_, name) => {
  expect(paths).toContain(name);
});
