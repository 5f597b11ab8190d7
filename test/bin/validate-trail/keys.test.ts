// Public keys as shells and hosts give them: files of PowerShell, results of --query, hosts without MD5.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Corpus } from '../../support/corpus';
import { signerOf } from '../../support/corpus/signing';
import { serveCorpus } from '../../support/stand-ins';
import { awsEnvironment } from '../aws';
import { runningBefore, runPacked } from '../packed';
import { run } from '../run';
import { writeCopy } from './copy';
import { ONE, WINDOW } from './served';

const one = new Corpus(ONE);
const ACCOUNT = ['--account-id', '111111111111'];
const [{ der, fingerprint, validFrom, validTo }] = one.publicKeys('us-east-1');
const KEY = {
  Value: der.toString('base64'),
  Fingerprint: fingerprint,
  ValidityStartTime: validFrom / 1000,
  ValidityEndTime: validTo / 1000,
};
const WITHOUT_MD5 = runningBefore(`
  import crypto from 'node:crypto';
  import { syncBuiltinESMExports } from 'node:module';
  const { createHash, getHashes } = crypto;
  crypto.getHashes = () => getHashes().filter((name) => !/md5/i.test(name));
  crypto.createHash = (name, options) => {
    if (/md5/i.test(name)) throw new Error('error:0308010C:digital envelope routines::unsupported');
    return createHash(name, options);
  };
  syncBuiltinESMExports();
`);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
  await writeCopy(one, path.join(folder, 'copy'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The copy, with its keys in a file of these bytes. */
function verifyCopy(keys: Buffer | string, env?: NodeJS.ProcessEnv) {
  writeFileSync(path.join(folder, 'keys.json'), keys);
  const argv = ['--trail-arn', one.trailArn, ...WINDOW, '--s3-bucket', 'trail-logs', ...ACCOUNT];
  argv.push('--from-directory', path.join(folder, 'copy'), '--public-keys', path.join(folder, 'keys.json'));
  return env ? runPacked(argv, { PATH: process.env.PATH, ...env }) : run(argv);
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const whole = JSON.stringify({ PublicKeyList: [KEY] });

test.each([
  ['UTF-8 with a byte order mark', `\ufeff${whole}`],
  ['UTF-16 by PowerShell', utf16(whole)],
  ['several calls in one file of PowerShell', Buffer.concat([utf16(whole), utf16(`\r\n${whole}`)])],
  ['--query PublicKeyList', JSON.stringify([KEY], undefined, 4)],
  ['several calls with --query', `${JSON.stringify([KEY])}\n[]\n${whole}\n${JSON.stringify([KEY])}\n`],
])('a file of keys: %s', async (_, keys) => {
  const { status, stdout, stderr } = await verifyCopy(keys);
  expect(stderr).toBe('');
  expect(stdout).toContain('\n10/10 digest files valid\n20/20 log files valid\n');
  expect(status).toBe(0);
});

test('the key of another corpus is not the one that signed', async () => {
  const other = signerOf('another').der;
  const { status, stderr } = await verifyCopy(JSON.stringify([{ ...KEY, Value: other.toString('base64') }]));
  expect(stderr).toContain('keys.json has a key that its fingerprint');
  expect(status).toBe(3);
});

describe('a host without MD5, as in FIPS mode', () => {
  test('a folder and a file of keys', async () => {
    const { status, stdout } = await verifyCopy(whole, { NODE_OPTIONS: WITHOUT_MD5 });
    expect(stdout).toContain('\n10/10 digest files valid\n20/20 log files valid\n');
    expect(status).toBe(0);
  });

  test('a bucket', async () => {
    const standIn = await serveCorpus(one);
    const environment = { ...awsEnvironment(standIn.endpoint), NODE_OPTIONS: WITHOUT_MD5 };
    const { status, stdout } = await runPacked(['--trail-arn', one.trailArn, ...WINDOW, ...ACCOUNT], environment);
    await standIn.close();
    expect(stdout).toContain('\n10/10 digest files valid\n20/20 log files valid\n');
    expect(status).toBe(0);
  });
});

test('a fingerprint is what CloudTrail says it is', async () => {
  const named = new Corpus({ ...ONE, signer: (region) => ({ ...signerOf(region), fingerprint: 'SHA256:Zk9+/x=' }) });
  const standIn = await serveCorpus(named);
  const argv = ['--trail-arn', named.trailArn, ...WINDOW, ...ACCOUNT];
  const { status, stdout } = await run(argv, { endpoint: standIn.endpoint });
  await standIn.close();
  expect(stdout).toContain('\n10/10 digest files valid\n20/20 log files valid\n');
  expect(status).toBe(0);
});
