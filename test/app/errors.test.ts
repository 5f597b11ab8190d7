// What people read who made mistakes in cdk.json: the app in its own process, as `cdk synth` runs it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { CONTEXT_KEY } from '../../bin/app-configuration';
import { LAYOUT_WITH_ALL } from './layouts';

const root = path.join(__dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'app-errors-'));
afterAll(() => rmSync(folder, { recursive: true }));

function synthesize(configuration: object) {
  const env = {
    ...process.env,
    NODE_PATH: path.join(root, 'node_modules'),
    CDK_OUTDIR: path.join(folder, 'out'),
    CDK_CONTEXT_JSON: JSON.stringify({ [CONTEXT_KEY]: configuration }),
  };
  const { status, stderr } = spawnSync(process.execPath, [path.join(folder, 'app.cjs')], { env, encoding: 'utf8' });
  return { status, lines: stderr.trimEnd().split('\n') };
}

beforeAll(() => {
  buildSync({
    entryPoints: [path.join(root, 'bin/app.ts')],
    outfile: path.join(folder, 'app.cjs'),
    bundle: true,
    platform: 'node',
    packages: 'external',
    sourcesContent: false,
    define: { __dirname: JSON.stringify(path.join(root, 'lib/validation')) },
  });
});

test('wrong values of fields: one error, a line for each', () => {
  const { status, lines } = synthesize({ ...LAYOUT_WITH_ALL, homeRegion: 'moon', lockDays: '60', alarmEmails: 'x' });
  expect(status).toBe(1);
  expect(lines).toEqual([
    '"organizationTrail" in the context of cdk.json has 3 problems:',
    expect.stringMatching(/^ {2}- homeRegion: got "moon", expected /),
    expect.stringMatching(/^ {2}- alarmEmails: got "x", expected /),
    expect.stringMatching(/^ {2}- lockDays: got "60", expected /),
  ]);
});

test('values that do not go together: one error, a line for each, no code and no trace', () => {
  const [consumer] = LAYOUT_WITH_ALL.consumers!;
  const { status, lines } = synthesize({
    ...LAYOUT_WITH_ALL,
    retentionDays: 30,
    lockDays: 60,
    lockMode: 'COMPLIANCE',
    organizationsRoleArn: 'arn:aws:iam::333333333333:role/x',
    consumers: [consumer, consumer],
    athena: { accountIds: Array.from({ length: 101 }, (_, index) => String(index).padStart(12, '0')) },
  });
  expect(status).toBe(1);
  expect(lines).toEqual([
    'Validation failed with the following errors:',
    expect.stringContaining('  [OrganizationTrail] consumers: got ["splunk","splunk"]'),
    expect.stringContaining('] lockDuration: got "60 days", expected at most the retention of 30 days; '),
    expect.stringContaining('] lockMode: got "COMPLIANCE", expected GOVERNANCE, or COMPLIANCE with '),
    expect.stringContaining('] organizationsRoleArn: got "arn:aws:iam::333333333333:role/x", expected a role of '),
    expect.stringContaining('] accountIds: got "101 accounts", expected from 1 to 100; '),
  ]);
});

test('nothing that is wrong: nothing to read but warnings', () => {
  const { status, lines } = synthesize(LAYOUT_WITH_ALL);
  expect({ status, lines }).toEqual({ status: 0, lines: [''] });
});
