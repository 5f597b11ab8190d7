// A report that somebody hands over, with its signature, and the public key that was handed over before.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv/dist/2020';
import schema from '../../../docs/check-report.schema.json';
import { runPacked } from '../packed';
import { run } from '../run';
import { HandedOver } from './handed-over';

let given: HandedOver;
let newest: string;
beforeAll(async () => {
  given = await HandedOver.make();
  newest = given.reports[2];
});
beforeEach(() => given.restore());
afterAll(() => given.remove());

const check = (...argv: string[]) =>
  run(['check-report', '--report', newest, '--public-key', given.publicKey, ...argv]);
const findingsOf = (report: string) => report.replace(/\.json$/, '.findings.ndjson.gz');
const signatureOf = (report: string) => `${report}.sig.json`;
const at = (name: string) => path.join(given.folder, name);
const previous = () => at('organization-trail/reports');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function write(name: string, content: Buffer | string): string {
  writeFileSync(at(name), content);
  return at(name);
}

test('is verified by the public key alone, in a process of its own without AWS', async () => {
  const argv = ['check-report', '--report', newest, '--public-key', given.publicKey, '--previous', previous()];
  const { status, stdout, stderr } = await runPacked(argv, { PATH: process.env.PATH });
  expect([status, stderr]).toEqual([0, '']);
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('verified   the signature of the report');
  const FILES = [
    /^verified {3}organization-trail\/reports\/.*\.findings\.ndjson\.gz$/,
    /^verified {3}organization-trail\/reports\/.*\.checkpoints\.ndjson\.gz$/,
    /^verified {3}organization-trail\/verdicts\/2026\/01\/10\/.*\.ndjson\.gz$/,
    /^verified {3}organization-trail\/coverage\/2026\/01\/10\/.*\.ndjson\.gz$/,
    /^verified {3}organization-trail\/runs\/2026\/01\/10\/.*\.ndjson\.gz$/,
    /^verified {3}organization-trail\/settings\/2026\/01\/10\/.*\.ndjson\.gz$/,
  ];
  for (const file of FILES) expect(lines).toContainEqual(expect.stringMatching(file));
  expect(lines).toContainEqual(
    expect.stringMatching(/^verified {3}2 earlier reports, back to organization-trail\/reports\/.*T12:00/),
  );
  expect(stdout).toContain(`SHA-256 of the public key: ${sha256(given.spki)}\n`);
  expect(stdout).toContain(`SHA-256 of the report: ${sha256(readFileSync(newest))}\n`);
  expect(stdout).toMatch(/^The run \S+ of 2026-01-10T14:00:00.000Z about arn:\S+: INVALID$/m);
  expect(stdout).toContain('that there is no later report');
});

describe('the result in JSON', () => {
  const validate = new Ajv({ formats: { 'date-time': true } }).compile(schema);

  test.each([
    ['verified', []],
    ['incomplete', ['--signature', 'none.json']],
    ['wrong', ['--fingerprint', '00'.repeat(32)]],
  ])('is %s with %j, and matches its schema', async (result, argv) => {
    const { stdout } = await check('--output', 'json', ...argv);
    const json = JSON.parse(stdout) as { result: string; report: object };
    expect([validate(json), json.result]).toEqual([true, result]);
    expect('verdict' in json.report).toBe(result === 'verified');
  });
});

describe('what was changed', () => {
  const isWrong = async (...argv: string[]) => {
    const { status, stdout } = await check('--only-report', ...argv);
    return status === 1 && /^wrong {6}/m.test(stdout) && stdout.includes('is not shown');
  };

  test('any byte of the report', async () => {
    const bytes = readFileSync(newest);
    const places = [
      0,
      1,
      bytes.length >> 1,
      bytes.length - 1,
      ...Array.from({ length: 20 }, (_, n) => (n * 97) % bytes.length),
    ];
    for (const place of places) {
      const changed = Buffer.from(bytes);
      changed[place] ^= 1 << (place % 8);
      writeFileSync(newest, changed);
      expect([place, await isWrong()]).toEqual([place, true]);
      // Nor with a signature that names the changed bytes.
      const signature = JSON.parse(readFileSync(signatureOf(newest), 'utf8')) as object;
      const named = write('named.sig.json', JSON.stringify({ ...signature, sha256: sha256(changed) }));
      expect([place, await isWrong('--signature', named)]).toEqual([place, true]);
    }
  });

  test.each(['an added line', 'a cut end'])('the length of the report: %s', async (what) => {
    const bytes = readFileSync(newest);
    writeFileSync(newest, what === 'a cut end' ? bytes.subarray(0, -1) : Buffer.concat([bytes, Buffer.from('\n')]));
    expect(await isWrong()).toBe(true);
  });

  test('any byte of the signature', async () => {
    const record = JSON.parse(readFileSync(signatureOf(newest), 'utf8')) as { signature: string };
    const der = Buffer.from(record.signature, 'base64');
    for (let place = 0; place < der.length; place++) {
      const changed = Buffer.from(der);
      changed[place] ^= 1 << (place % 8);
      const file = write('changed.sig.json', JSON.stringify({ ...record, signature: changed.toString('base64') }));
      expect([place, await isWrong('--signature', file)]).toEqual([place, true]);
    }
  });

  test.each<[string, object]>([
    ['another algorithm', { algorithm: 'none' }],
    ['an algorithm of RSA', { algorithm: 'RSASSA_PSS_SHA_256' }],
    ['no signature', { signature: '' }],
    ['a signature that is no base64', { signature: '%%%' }],
    ['a key of its own', { publicKey: 'MFkw' }],
    ['another hash', { sha256: '00'.repeat(32) }],
  ])('the record of the signature: %s', async (_, change) => {
    const record = JSON.parse(readFileSync(signatureOf(newest), 'utf8')) as object;
    const file = write('changed.sig.json', JSON.stringify({ ...record, ...change }));
    expect(await isWrong('--signature', file)).toBe(true);
  });

  test('any byte of the public key: no key, or one that verifies nothing', async () => {
    for (let place = 0; place < given.spki.length; place++) {
      const changed = Buffer.from(given.spki);
      changed[place] ^= 1 << (place % 8);
      const file = write('changed.der', changed);
      const { status } = await run(['check-report', '--report', newest, '--public-key', file, '--only-report']);
      expect([place, status === 1 || status === 3]).toEqual([place, true]);
    }
  });

  test('the public key: that of somebody else', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(given.publicKey, publicKey.export({ type: 'spki', format: 'der' }));
    expect(await isWrong()).toBe(true);
  });

  test('signatures that were swapped between two reports', async () => {
    const [first, second] = given.reports;
    renameSync(signatureOf(first), at('first'));
    renameSync(signatureOf(second), signatureOf(first));
    renameSync(at('first'), signatureOf(second));
    for (const report of [first, second]) {
      const { status } = await run(['check-report', '--report', report, '--public-key', given.publicKey]);
      expect(status).toBe(1);
    }
  });

  test('the list of findings', async () => {
    writeFileSync(findingsOf(newest), 'other');
    const { status, stdout } = await check();
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^wrong {6}organization-trail.*its SHA-256 is not/m)]);
  });

  test('a report before', async () => {
    const bytes = readFileSync(given.reports[0]);
    writeFileSync(given.reports[0], Buffer.concat([bytes, Buffer.from(' ')]));
    const { status, stdout } = await check('--previous', previous());
    expect([status, stdout]).toEqual([1, expect.stringContaining('1 earlier report, back to')]);
  });
});

describe('what is not there', () => {
  const unchecked = async (...argv: string[]) => {
    const { status, stdout } = await check(...argv);
    return [status, /^unchecked {2}(.*)$/m.exec(stdout)?.[1]];
  };

  test('the signature: nothing of the report is shown', async () => {
    rmSync(signatureOf(newest));
    expect(await unchecked()).toEqual([
      2,
      'the signature of the report: there is no such file; give it by --signature',
    ]);
    expect((await check()).stdout).toContain('is not shown');
  });

  test('the list of findings, unless only the report is asked for', async () => {
    rmSync(findingsOf(newest));
    expect(await unchecked()).toEqual([2, expect.stringMatching(/findings\.ndjson\.gz: it was not copied$/)]);
    expect((await check('--only-report')).status).toBe(0);
  });

  test('a report before', async () => {
    rmSync(given.reports[1]);
    expect(await unchecked('--previous', previous())).toEqual([2, expect.stringMatching(/T13:.*it was not copied$/)]);
  });

  test('a signature of a later version', async () => {
    const record = JSON.parse(readFileSync(signatureOf(newest), 'utf8')) as object;
    writeFileSync(signatureOf(newest), JSON.stringify({ ...record, version: 2 }));
    expect(await unchecked()).toEqual([2, expect.stringContaining('it is of version 2')]);
  });
});

test('files in one folder are found by their names, and those of other folders below theirs', async () => {
  mkdirSync(at('flat'));
  const listOf = (name: string) => newest.replace(/\.json$/, `.${name}.ndjson.gz`);
  const beside = [signatureOf(newest), listOf('findings'), listOf('checkpoints')];
  for (const file of [newest, ...beside, given.reports[0], given.reports[1]])
    copyFileSync(file, path.join(at('flat'), path.basename(file)));
  const folderOf = (name: string) => at(`organization-trail/${name}`);
  cpSync(folderOf('verdicts'), path.join(at('flat'), 'verdicts'), { recursive: true });
  const report = path.join(at('flat'), path.basename(newest));
  const argv = ['--report', report, '--public-key', given.publicKey, '--previous', at('flat')];
  // The list of hours has the name of that of verdicts, and is not taken for it.
  const { status, stdout } = await run(['check-report', ...argv]);
  expect([status, stdout]).toEqual([
    2,
    expect.stringMatching(/^unchecked +organization-trail\/coverage\/.*not copied$/m),
  ]);
  expect(stdout).not.toMatch(/^wrong/m);
  for (const name of ['coverage', 'runs', 'settings'])
    cpSync(folderOf(name), path.join(at('flat'), name), { recursive: true });
  expect((await run(['check-report', ...argv])).status).toBe(0);
});

test('a symbolic link in the place of a file is not followed', async () => {
  renameSync(findingsOf(newest), at('elsewhere'));
  symlinkSync(at('elsewhere'), findingsOf(newest));
  expect((await check()).status).toBe(2);
});

describe('the public key', () => {
  const base64 = () => given.spki.toString('base64');

  test.each<[string, () => Buffer | string]>([
    ['DER', () => given.spki],
    ['base64', () => base64()],
    ['base64 with an end of line', () => `${base64()}\n`],
    ['base64 in UTF-16, as PowerShell writes it', () => Buffer.from(`\ufeff${base64()}\r\n`, 'utf16le')],
    ['the JSON of the AWS CLI', () => JSON.stringify({ KeyId: 'k', PublicKey: base64(), KeySpec: 'ECC_NIST_P256' })],
    [
      'PEM',
      () => `-----BEGIN PUBLIC KEY-----\n${base64().slice(0, 64)}\n${base64().slice(64)}\n-----END PUBLIC KEY-----\n`,
    ],
  ])('may be in %s', async (_, content) => {
    writeFileSync(given.publicKey, content());
    expect((await check('--fingerprint', sha256(given.spki).toUpperCase())).status).toBe(0);
  });

  const pemOf = (type: 'spki' | 'pkcs8') => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return String(
      type === 'spki' ? publicKey.export({ type, format: 'pem' }) : privateKey.export({ type, format: 'pem' }),
    );
  };
  const rsa = () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
  const p384 = () =>
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'der' });
  const ed25519 = () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
  test.each<[string, () => Buffer | string, string]>([
    ['a private key', () => pemOf('pkcs8'), 'begins with "PRIVATE KEY", expected "PUBLIC KEY"'],
    [
      'a certificate',
      () => '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----',
      'begins with "CERTIFICATE"',
    ],
    [
      'a key of RSA',
      rsa,
      'holds a key of the type rsa (2048), expected a public key on the curve P-256 as KMS gives it',
    ],
    ['a key of P-384', p384, 'holds a key of the type ec (secp384r1)'],
    ['a key of Ed25519', ed25519, 'holds a key of the type ed25519'],
    [
      'a point off the curve',
      () => Buffer.concat([given.spki.subarray(0, 27), Buffer.alloc(64, 1)]),
      'not on the curve',
    ],
    ['two keys', () => `${pemOf('spki')}${pemOf('spki')}`, 'is no public key in DER, base64, JSON or PEM'],
    [
      'something after the key',
      () => Buffer.concat([given.spki, Buffer.of(0)]),
      'in another form, or with more after it',
    ],
    ['nothing', () => '', 'is no public key'],
    ['too much', () => Buffer.alloc(70_000, 65), 'has 70000 bytes, expected at most 65536'],
  ])('is none: %s', async (_, content, message) => {
    writeFileSync(given.publicKey, content());
    const { status, stderr } = await check();
    expect([status, stderr]).toEqual([3, expect.stringContaining(message)]);
  });

  test('whose fingerprint is another than the one that was written down is wrong', async () => {
    const { status, stdout } = await check('--fingerprint', '00'.repeat(32));
    expect([status, stdout]).toEqual([1, expect.stringContaining('its SHA-256 is not the one of --fingerprint')]);
  });
});

test.each<[[string, string], string]>([
  [['--report', 'none.json'], 'none.json is not there'],
  [['--report', '/'], '/ is no regular file'],
  [['--previous', 'none'], 'none is no folder that can be read'],
  [['--public-key', 'none'], 'none is not there'],
  [['--fingerprint', 'abc'], '--fingerprint: got "abc", expected the SHA-256 of the public key'],
])('%j cannot run: %s', async ([option, value], message) => {
  const options = { '--report': newest, '--public-key': given.publicKey, [option]: value };
  const words = Object.entries(options).flat();
  const { status, stderr } = await run(['check-report', ...words]);
  expect([status, stderr]).toEqual([3, expect.stringContaining(message)]);
});

test('text of others is escaped', async () => {
  const record = JSON.parse(readFileSync(signatureOf(newest), 'utf8')) as object;
  writeFileSync(signatureOf(newest), JSON.stringify({ ...record, '\u001b[31m': 1 }));
  const { status, stdout } = await check();
  expect([status, stdout.includes('\u001b')]).toEqual([1, false]);
});
