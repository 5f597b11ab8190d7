// A report is verified by openssl alone, with the very commands of docs/check-report.md, in a shell.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeWith, OPENSSL } from '../../support/programs';
import { HandedOver } from './handed-over';

const MANUAL = readFileSync(path.join(__dirname, '../../../docs/check-report.md'), 'utf8');
const BLOCKS = [...MANUAL.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
const blockWith = (command: string) => BLOCKS.find((block) => block.includes(command)) ?? '';
/** What the owner of the accounts does beforehand: the call of AWS is left out, the rest is as it stands. */
const BEFOREHAND = blockWith('aws kms get-public-key').replace(/^aws .*\n/m, '');
const VERIFY = blockWith('openssl dgst -sha256 -verify');

let given: HandedOver;
let folder: string;
beforeAll(async () => {
  given = await HandedOver.make();
});
afterAll(() => given.remove());
beforeEach(() => {
  folder = path.join(given.folder, 'auditor');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  copyFileSync(given.reports[2], path.join(folder, 'report.json'));
  copyFileSync(`${given.reports[2]}.sig.json`, path.join(folder, 'report.json.sig.json'));
  writeFileSync(path.join(folder, 'signing-key.base64'), `${given.spki.toString('base64')}\n`);
});

describeWith(OPENSSL)('openssl alone', () => {
  const shell = (script: string) => spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
  const verify = () => {
    const { status, stdout } = shell(BEFOREHAND + VERIFY);
    return [status, stdout.trim().split('\n').pop()];
  };

  test('prints the fingerprint that check-report prints', () => {
    const { status, stdout } = shell(BEFOREHAND);
    const command = path.join(__dirname, '../../../assets/validate-trail/index.mjs');
    const argv = ['check-report', '--report', given.reports[2], '--public-key', path.join(folder, 'signing-key.der')];
    const checked = execFileSync(process.execPath, [command, ...argv], { encoding: 'utf8' });
    expect([status, checked]).toEqual([
      0,
      expect.stringContaining(`SHA-256 of the public key: ${stdout.slice(0, 64)}\n`),
    ]);
  });

  test('verifies a report', () => {
    expect(verify()).toEqual([0, 'Verified OK']);
  });

  test('does not verify a changed report', () => {
    const file = path.join(folder, 'report.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"verdict":"INVALID"', '"verdict":"VALID"'));
    expect(verify()).toEqual([1, expect.stringMatching(/^Verification failure/i)]);
  });

  test('does not verify it by the signature of another report', () => {
    copyFileSync(`${given.reports[1]}.sig.json`, path.join(folder, 'report.json.sig.json'));
    expect(verify()).toEqual([1, expect.stringMatching(/^Verification failure/i)]);
  });
});
