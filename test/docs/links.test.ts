// Where the links of all pages lead: to a file that is there, to a heading of it, or to a host that is known.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from './documents';

/** The hosts that pages and sources may send a reader to. */
const HOSTS = ['aws.github.io', 'docs.aws.amazon.com', 'github.com', 'keepachangelog.com', 'semver.org'];

/** The repository of this package, which is not published yet. */
const OWN = 'https://github.com/cdk-organization-trail/';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const tracked = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(path.join(root, file)));

const PAGES = tracked('*.md');
const FORMS = tracked('.github/*.yml');
const SOURCES = tracked('lib/*.ts', 'lambda/*.ts', 'bin/*.ts', 'tools/*.ts');

/** A page without its code, in which nothing is a link. */
const prose = (page: string) => page.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/`[^`\n]+`/g, '');

/** The addresses of the headings of a page, as GitHub makes them, and the anchors that it sets itself. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  const headings = [...page.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading]) => {
    const anchor = heading
      .toLowerCase()
      .replace(/\]\([^)]*\)/g, '')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  return [...headings, ...[...page.matchAll(/<a (?:name|id)="([^"]+)"/g)].map(([, name]) => name)];
}

const linksOf = (file: string) => [...prose(read(file)).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target);

test('there are pages, forms and sources to look at', () => {
  for (const files of [PAGES, FORMS, SOURCES]) expect(files.length).toBeGreaterThan(2);
  expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'README.ja.md', 'SECURITY.md', 'examples/README.md']));
});

test.each(PAGES)('each link of %s leads to a file, and to a heading of it', (file) => {
  const broken = linksOf(file)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [target, anchor] = link.split('#');
      const name = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
      if (!existsSync(path.join(root, name))) return true;
      return anchor !== undefined && !anchorsOf(read(name)).includes(anchor);
    });
  expect(broken).toEqual([]);
});

describe('addresses outside of this repository', () => {
  const addresses = [...PAGES, ...FORMS, ...SOURCES].flatMap((file) =>
    [...read(file).matchAll(/https?:\/\/[^\s<>()[\]"'`|\\,]+/g)].map(([address]) => ({
      file,
      address: address.replace(/[.,;:]+$/, ''),
    })),
  );
  /** Those that a reader follows: no examples, and no address that code puts together. */
  const followed = addresses.filter(
    ({ address }) => !/[${}]/.test(address) && !/^https?:\/\/([^/]*\.)?example\.com/.test(address),
  );
  const pagesOnly = followed.filter(({ file }) => PAGES.includes(file) || FORMS.includes(file));
  const isDocumentation = ({ address }: { address: string }) => address.startsWith('https://docs.aws.amazon.com/');

  test('there are some', () => {
    expect(pagesOnly.length).toBeGreaterThan(3);
    expect(followed.filter(isDocumentation).length).toBeGreaterThan(10);
  });

  test('of pages are by https, on a known host', () => {
    const wrong = pagesOnly.filter(({ address }) => {
      const { protocol, hostname } = new URL(address);
      return protocol !== 'https:' || !HOSTS.includes(hostname);
    });
    expect(wrong).toEqual([]);
  });

  test('of the documentation of AWS are of its newest version, by https', () => {
    const wrong = followed.filter(({ address }) => {
      if (!address.includes('docs.aws.amazon.com')) return false;
      const form = /^https:\/\/docs\.aws\.amazon\.com\/[\w-]+\/latest\/[\w-]+\/[\w./-]+\.html(#[\w.-]+)?$/;
      return !form.test(address);
    });
    expect(wrong).toEqual([]);
  });

  test('have one anchor for a page of a document', () => {
    const anchors = new Map<string, Set<string>>();
    for (const { address } of followed.filter(({ address }) => !address.startsWith(OWN))) {
      const [page, anchor = ''] = address.split('#');
      anchors.set(page, (anchors.get(page) ?? new Set()).add(anchor));
    }
    expect([...anchors].filter(([, { size }]) => size > 1).map(([page]) => page)).toEqual([]);
  });
});
