// What is done to the versions of sealed days, beyond the attacks of seals.test.ts, and what the next sweep says of it.
import { codesIn, differencesIn, MEMBER, OWNER, SEALED, SealedWorld } from './sealed-world';
import type { Seen } from '../../support/run-time/world';

jest.setTimeout(300_000);

const DATE = '2026-01-11';
let scene: SealedWorld;
let file: string;
let body: Buffer;
const logs = () => scene.world.logs;
const now = () => new Date(scene.world.now);

beforeAll(async () => {
  scene = await SealedWorld.open();
  await scene.world.runAt(124);
  await scene.keep();
  [, , , , file] = scene.logFiles(DATE);
  body = logs().object(file)?.body ?? Buffer.of();
});
afterAll(() => scene.world.close());

interface Expected {
  readonly verdict: string;
  /** All codes, but for the notices of healthy runs. */
  readonly codes: readonly string[];
  readonly differences?: readonly string[];
  /** Whether the day is read in full. */
  readonly isRead: boolean;
}

/** Runs suspended, and has versioning enabled again before anybody looks. */
function whileSuspended(act: () => void): void {
  logs().versioning = 'Suspended';
  act();
  logs().versioning = 'Enabled';
}

const UNTOUCHED: Expected = { verdict: 'VALID', codes: [], isRead: false };

const ACTS: Record<string, readonly [act: () => void, Expected]> = {
  'nothing is done': [() => undefined, UNTOUCHED],
  'a file is deleted, and its marker removed again': [
    () => {
      logs().delete(file, now());
      logs().eraseVersion(file, logs().versions(file)[0].versionId);
    },
    UNTOUCHED,
  ],
  'a file is written over, and that version removed again': [
    () => {
      scene.tamper(file);
      logs().eraseVersion(file, logs().versions(file)[0].versionId);
    },
    UNTOUCHED,
  ],
  'a file is deleted, and put again as it was': [
    () => {
      logs().delete(file, now());
      scene.put(file, body);
    },
    {
      verdict: 'VALID',
      codes: ['log-files-rewritten', 'sealed-object-changed'],
      differences: ['delete-marker', 'version-on-top'],
      isRead: true,
    },
  ],
  'a file is deleted for good, and put again as it was': [
    () => {
      logs().erase(file);
      scene.put(file, body);
    },
    {
      verdict: 'INVALID',
      codes: ['log-files-rewritten', 'sealed-object-changed', 'sealed-version-missing'],
      differences: ['version-on-top'],
      isRead: true,
    },
  ],
  'a version of other bytes is put under the sealed one': [
    () => {
      // S3 keeps no order but that of writing: the sealed version is put again on top of it, and is another one then.
      scene.tamper(file);
      scene.put(file, body);
    },
    {
      verdict: 'VALID',
      codes: ['log-files-rewritten', 'sealed-object-changed'],
      differences: ['version-on-top', 'version-on-top'],
      isRead: true,
    },
  ],
  'a null version of other bytes is put on top while versioning is suspended': [
    () => whileSuspended(() => scene.tamper(file)),
    {
      verdict: 'INVALID',
      codes: ['log-file-malformed', 'log-files-rewritten', 'sealed-object-changed'],
      differences: ['version-on-top'],
      isRead: true,
    },
  ],
  'a null version of the same bytes is put on top while versioning is suspended': [
    () => whileSuspended(() => scene.put(file, body)),
    {
      verdict: 'VALID',
      codes: ['log-files-rewritten', 'sealed-object-changed'],
      differences: ['version-on-top'],
      isRead: true,
    },
  ],
  'a file is deleted while versioning is suspended': [
    () => whileSuspended(() => logs().delete(file, now())),
    {
      verdict: 'INVALID',
      codes: ['log-file-missing', 'sealed-object-changed'],
      differences: ['delete-marker'],
      isRead: true,
    },
  ],
  'a digest is deleted for good': [
    () => logs().erase(scene.digests(DATE)[7]),
    { verdict: 'INVALID', codes: ['digest-missing', 'log-file-unverified', 'sealed-version-missing'], isRead: true },
  ],
  'a file is moved to a storage class from which it can be read': [
    () => logs().alter(file, { storageClass: 'GLACIER_IR' }),
    { verdict: 'VALID', codes: ['sealed-object-changed'], differences: ['other-storage-class'], isRead: true },
  ],
  'a file is moved to a storage class from which it can not be read': [
    () => logs().alter(file, { storageClass: 'DEEP_ARCHIVE' }),
    {
      verdict: 'INCOMPLETE',
      codes: ['log-file-unreadable', 'sealed-object-changed'],
      differences: ['other-storage-class'],
      isRead: true,
    },
  ],
  'an object is planted between the folders of two days': [
    () => logs().put(`${folderOf(file)}~`, { body, lastModified: new Date(scene.world.now - 50 * 3_600_000) }),
    { verdict: 'INVALID', codes: ['log-file-unlisted'], isRead: true },
  ],
  'a delete marker is put over no object': [
    () => logs().delete(`${file}.x`, now()),
    { verdict: 'VALID', codes: ['sealed-object-changed'], differences: ['delete-marker'], isRead: true },
  ],
};

/** Notices of each run of this world. */
const HEALTHY = ['chain-started'];

const expectSeen = (
  seen: Seen & { readonly read: readonly string[] },
  { verdict, codes, differences, isRead }: Expected,
) =>
  expect({
    verdict: seen.report?.verdict,
    codes: codesIn(seen).filter((code) => !HEALTHY.includes(code)),
    differences: differencesIn(seen),
    isRead: seen.read.includes(DATE),
  }).toEqual({ verdict, codes: [...codes].sort(), differences: differences ?? [], isRead });

test.each(Object.keys(ACTS))('where %s, the next sweep says so', async (name) => {
  const [act, expected] = ACTS[name];
  expectSeen(await scene.sweepAfter(act, [DATE]), expected);
});

test('a version that is taken away again before the next sweep was never that of a sealed day, and is compared as it was', async () => {
  await scene.begin();
  scene.tamper(file);
  await scene.world.runAt(124);
  logs().eraseVersion(file, logs().versions(file)[0].versionId);
  const { seen } = await scene.sweepAt(125);
  expect(seen.report?.sealed?.days).toBe(4);
});

test('while versioning is suspended no seal holds: everything is read', async () => {
  await scene.begin();
  logs().versioning = 'Suspended';
  scene.tamper(file);
  const { seen, read } = await scene.sweepAt(125);
  expect(codesIn(seen)).toEqual(expect.arrayContaining(['bucket-not-versioned', 'log-file-malformed']));
  expect([seen.report?.sealed, read]).toEqual([undefined, expect.arrayContaining(SEALED)]);
});

test('a day of which a file is a null version is never sealed', async () => {
  await scene.begin();
  const [key] = scene.logFiles('2026-01-13', MEMBER);
  whileSuspended(() => scene.put(key, logs().object(key)?.body ?? Buffer.of()));
  await scene.sweepAt(130);
  const last = (account: string) => scene.seals(account).pop()?.slice(-'2026/01/13-1.json.gz'.length);
  expect([OWNER, MEMBER].map(last)).toEqual(['2026/01/13-1.json.gz', '2026/01/12-1.json.gz']);
});

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}
