// The ways to AWS that a company's network leaves: certificates of its own, and proxies as shells name them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Corpus } from '../../support/corpus';
import { serveCorpus, serveProxy, serveTls, type ProxyStandIn } from '../../support/stand-ins';
import { awsEnvironment } from '../aws';
import { runPacked } from '../packed';
import { run } from '../run';
import { ONE, WINDOW } from './served';

const one = new Corpus(ONE);
const ARGV = ['--trail-arn', one.trailArn, ...WINDOW, '--account-id', '111111111111'];
/** The proxy leads here; without it, nobody answers. */
const BEHIND_PROXY = 'https://aws.invalid';

let folder: string;
let standIn: Awaited<ReturnType<typeof serveCorpus>>;
let secured: Awaited<ReturnType<typeof serveTls>>;
let proxy: ProxyStandIn;
const file = (name: string) => path.join(folder, name);
const written = (name: string, text: string) => {
  writeFileSync(file(name), text);
  return file(name);
};
const trusted = () => ({ AWS_CA_BUNDLE: file('trusted.pem') });
const direct = () => `https://localhost:${secured.port}`;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
  standIn = await serveCorpus(one);
  secured = await serveTls(standIn.endpoint);
  proxy = await serveProxy(secured.port);
  written('trusted.pem', secured.certificate);
});
afterAll(async () => {
  proxy.close();
  secured.close();
  await standIn.close();
  rmSync(folder, { recursive: true, force: true });
});

const verify = (endpoint: string, environment: NodeJS.ProcessEnv, argv: readonly string[] = []) =>
  run([...ARGV, ...argv], { endpoint, environment });
/** In a process of its own: here, errors of connections are not of the same kind of Error as those of the SDK. */
const verifyPacked = (endpoint: string, environment: NodeJS.ProcessEnv = {}) =>
  runPacked(ARGV, { ...awsEnvironment(endpoint), ...environment });
const VALID = { status: 0, stderr: '', stdout: expect.stringContaining('Verdict: VALID') };

describe('certificates', () => {
  const config = (caBundle: string) =>
    written('config', `[default]\nregion = us-east-1\n[profile own]\nca_bundle = ${caBundle}\n`);

  test.each([
    ['AWS_CA_BUNDLE', () => trusted(), []],
    ['--ca-bundle', () => ({ AWS_CA_BUNDLE: file('none') }), ['--ca-bundle', 'FILE']],
    ['ca_bundle of the profile', () => ({ AWS_CONFIG_FILE: config(file('trusted.pem')), AWS_PROFILE: 'own' }), []],
    [
      'a bundle with a text before each certificate',
      () => ({ AWS_CA_BUNDLE: written('bundle', `# Stand-in of AWS\n${secured.certificate}`) }),
      [],
    ],
  ])('%s', async (_, environment, argv) => {
    const words = argv.map((word) => (word === 'FILE' ? file('trusted.pem') : word));
    expect(await verify(direct(), environment(), words)).toEqual(VALID);
  });

  test('without them no connection stands, and the hint names the option', async () => {
    const { status, stderr } = await verifyPacked(direct());
    expect(stderr).toMatch(/^validate-trail: the trail .* cannot be reached \(DEPTH_ZERO_SELF_SIGNED_CERT: .*\)\n/);
    expect(stderr).toContain('\nhint: trust the certificates of the proxy in between by --ca-bundle or AWS_CA_BUNDLE');
    expect(status).toBe(3);
  });

  test.each([
    ['a file that is not there', () => file('none'), /none cannot be read \(ENOENT\)\nhint: check its name/],
    ['a file of something else', () => written('text', 'text'), /text holds no certificates in PEM\nhint: name a file/],
  ])('%s is rejected', async (_, bundle, sentence) => {
    const { status, stderr } = await verify(direct(), { AWS_CA_BUNDLE: bundle() });
    expect(stderr).toMatch(sentence);
    expect(status).toBe(3);
  });
});

describe('proxies', () => {
  const host = () => `127.0.0.1:${proxy.port}`;

  test.each([
    ['HTTPS_PROXY', () => ({ HTTPS_PROXY: proxy.url })],
    ['in lower case', () => ({ https_proxy: proxy.url })],
    ['without a scheme', () => ({ HTTPS_PROXY: host() })],
    ['with slashes alone', () => ({ HTTPS_PROXY: `//${host()}/` })],
    ['lower case before upper case', () => ({ https_proxy: host(), HTTPS_PROXY: 'http://127.0.0.1:1' })],
    ['beside hosts that need none', () => ({ HTTPS_PROXY: proxy.url, NO_PROXY: '169.254.169.254,example.com' })],
  ])('%s', async (_, environment) => {
    const before = proxy.tunnels.length;
    expect(await verify(BEHIND_PROXY, { ...trusted(), ...environment() })).toEqual(VALID);
    expect(proxy.tunnels.slice(before)).toContainEqual({ to: 'aws.invalid:443' });
  });

  test('with a name and a password', async () => {
    const HTTPS_PROXY = `http://jane:p%40ss@${host()}`;
    expect(await verify(BEHIND_PROXY, { ...trusted(), HTTPS_PROXY })).toEqual(VALID);
    expect(proxy.tunnels).toContainEqual({ to: 'aws.invalid:443', credentials: 'jane:p@ss' });
  });

  test.each([
    ['NO_PROXY names the host', { HTTPS_PROXY: '127.0.0.1:1', NO_PROXY: 'localhost' }],
    ['NO_PROXY in lower case, with other hosts', { HTTPS_PROXY: '127.0.0.1:1', no_proxy: 'example.com, .localhost' }],
    ['NO_PROXY names all', { HTTPS_PROXY: '127.0.0.1:1', NO_PROXY: '*' }],
    ['HTTP_PROXY is for http', { HTTP_PROXY: '127.0.0.1:1' }],
    ['a name in lower case that is empty', { https_proxy: '', HTTPS_PROXY: '127.0.0.1:1' }],
  ])('no proxy where %s', async (_, environment) => {
    expect(await verify(direct(), { ...trusted(), ...environment })).toEqual(VALID);
  });

  test('in a process of its own, with a profile, its certificates and a proxy', async () => {
    const AWS_CONFIG_FILE = written('shipped', `[profile corp]\nca_bundle = ${file('trusted.pem')}\n`);
    const environment = { AWS_CONFIG_FILE, AWS_PROFILE: 'corp', HTTPS_PROXY: host() };
    expect(await verifyPacked(BEHIND_PROXY, environment)).toEqual(VALID);
  });

  test('a value that is no URL is rejected, and not shown', async () => {
    const { status, stderr } = await verify(direct(), { ...trusted(), HTTPS_PROXY: 'http://jane:secret@:x' });
    expect(stderr).toBe(
      'validate-trail: HTTPS_PROXY is not the URL of a proxy\n' +
        'hint: write it as http://HOST:PORT, or take it out of the environment\n',
    );
    expect(status).toBe(3);
  });

  test('a proxy that does not answer', async () => {
    const { status, stderr } = await verifyPacked(BEHIND_PROXY, { ...trusted(), HTTPS_PROXY: 'http://127.0.0.1:1' });
    expect(stderr).toMatch(/cannot be reached \(ECONNREFUSED: .*\)\nhint: check the network, HTTPS_PROXY and/);
    expect(status).toBe(3);
  });
});
