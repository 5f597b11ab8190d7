// The options of every command of the AWS CLI: taken, or rejected with the way to say it here.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import packageJson from '../../../package.json';
import { AWS_CLI_ALONE } from '../../../bin/shared/aws-cli-alone';
import { readArguments } from '../../../bin/shared/arguments';
import { AWS_OPTIONS, readAwsAccess } from '../../../bin/shared/aws-options';
import { allOptions } from '../../../bin/shared/options';
import { OPTION_GROUPS } from '../../../bin/validate-trail/option-table';
import { Corpus } from '../../support/corpus';
import { serveCorpus } from '../../support/stand-ins';
import { awsEnvironment } from '../aws';
import { runPacked } from '../packed';
import { run } from '../run';
import { optionsInManual } from './manual';
import { ONE, verify, WINDOW } from './served';

const one = new Corpus(ONE);
const ARGV = ['--trail-arn', one.trailArn, ...WINDOW, '--account-id', '111111111111'];
const access = (...argv: string[]) => readAwsAccess(readArguments('tool', { Options: AWS_OPTIONS }, argv));

let folder: string;
const file = (name: string) => path.join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
  writeFileSync(file('credentials'), '[audit]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secret\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('in a process of its own', () => {
  let standIn: Awaited<ReturnType<typeof serveCorpus>>;
  const keyIds = new Set<string | undefined>();
  beforeAll(async () => {
    standIn = await serveCorpus(one, {
      s3: {
        fault: (request) => {
          keyIds.add((request as { accessKeyId?: string }).accessKeyId);
          return undefined;
        },
      },
    });
  });
  afterAll(() => standIn.close());
  beforeEach(() => keyIds.clear());
  const NOWHERE = 'http://127.0.0.1:1';
  const verifyPacked = (environment: NodeJS.ProcessEnv, ...argv: string[]) =>
    runPacked([...ARGV, ...argv], { ...awsEnvironment(NOWHERE), ...environment });

  test('--endpoint-url is the endpoint of all services, whatever the environment says', async () => {
    const { status, stdout } = await verifyPacked({}, '--endpoint-url', standIn.endpoint);
    expect(stdout).toContain('Verdict: VALID');
    expect(status).toBe(0);
  });

  test('a profile comes before the keys of the environment, without a warning', async () => {
    const environment = { AWS_SHARED_CREDENTIALS_FILE: file('credentials') };
    const argv = ['--endpoint-url', standIn.endpoint, '--profile', 'audit', '--debug'];
    const { status, stderr } = await verifyPacked(environment, ...argv);
    expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('debug: '))).toEqual([]);
    expect(status).toBe(0);
  });

  test('--debug shows each request and its answer, and no key', async () => {
    const { stderr } = await verifyPacked({}, '--endpoint-url', standIn.endpoint, '--debug');
    expect(stderr).toMatch(new RegExp(`^debug: version ${packageJson.version}, Node.js v\\d`));
    expect(stderr).toContain(`debug: POST ${standIn.endpoint}/ 200\n`);
    expect(stderr).toContain(`debug: GET ${standIn.endpoint}/trail-logs/${one.chain().normalKeys[5]} 200\n`);
    expect(stderr).not.toMatch(/AKIA|Signature|secret/i);
  });

  test('what has no meaning here changes nothing', async () => {
    const argv = ['--color', 'on', '--no-cli-pager', '--no-cli-auto-prompt', '--cli-read-timeout', '0'];
    const { status, stdout, stderr } = await verifyPacked({}, '--endpoint-url', standIn.endpoint, ...argv);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });

    expect(stdout).not.toMatch(/\u001b/);
  });

  test('--version', async () => {
    expect(await runPacked(['--version'], {})).toEqual({ status: 0, stderr: '', stdout: `${packageJson.version}\n` });
  });
});

test('seconds are milliseconds within, and 0 is no limit', () => {
  expect(access('--cli-connect-timeout', '5', '--cli-read-timeout', '0')).toMatchObject({
    connectTimeout: 5000,
    readTimeout: 0,
  });
});

test.each([
  [['--endpoint-url', 'localhost:4566'], '--endpoint-url: got "localhost:4566", expected a URL that begins with https'],
  [['--cli-read-timeout', '-1'], '--cli-read-timeout: got "-1", expected a whole number from 0 to 86400'],
  [['--color', 'always'], '--color: got "always", expected on, off, auto'],
])('%j is rejected', (argv, sentence) => {
  expect(() => access(...argv)).toThrow(sentence);
});

test.each(Object.entries(AWS_CLI_ALONE))('--%s is rejected, with what to do here', async (name, todo) => {
  expect(await run([...ARGV, `--${name}`, 'x'])).toEqual({
    status: 3,
    stdout: '',
    stderr: `validate-trail: --${name} is an option of the AWS CLI alone\nhint: ${todo}\n`,
  });
});

test('--output takes no form of the AWS CLI that there is not', async () => {
  const { status, stderr } = await verify(one, { argv: ['--output', 'yaml'] });
  expect(stderr).toContain('--output: got "yaml", expected text, json, ndjson\n');
  expect(status).toBe(3);
});

test('an internal error has its place with --debug alone', async () => {
  const broken = () => {
    throw new Error('broken');
  };
  const io = { interruption: broken };
  expect((await verify(one, { io })).stderr).not.toContain('    at ');
  expect((await verify(one, { io, argv: ['--debug'] })).stderr).toMatch(
    /Error: broken\n {4}at [^]*validate-trail: stopped by an internal error: broken\n/,
  );
});

test('the table in the manual has every option, those of the AWS CLI alone too', () => {
  const expected = [...Object.keys(allOptions(OPTION_GROUPS)), ...Object.keys(AWS_CLI_ALONE)];
  expect(optionsInManual().sort()).toEqual(expected.sort());
});
