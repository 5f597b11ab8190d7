import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from '../../../bin/validate-trail/options';
import { OPTION_ROWS } from '../../../bin/validate-trail/option-table';
import { usage } from '../../../bin/validate-trail/usage';

const NOW = Date.UTC(2026, 0, 31, 12);
const ARN = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail';
const WITH = ['--trail-arn', ARN, '--start-time', '2026-01-30T00:00:00Z'];
const read = (...argv: string[]) => readOptions([...WITH, ...argv], NOW);

test('the trail is taken apart, and the window ends now', () => {
  expect(read()).toMatchObject({
    trail: { arn: ARN, homeRegion: 'us-east-1', accountId: '111111111111', name: 'organization-trail' },
    start: Date.UTC(2026, 0, 30),
    end: NOW,
    format: 'text',
    verbose: false,
    compat: false,
  });
});

test.each([
  { argv: [], region: undefined },
  { argv: ['--region', 'eu-west-1'], region: 'eu-west-1' },
  { argv: ['--account-id', '333333333333'], region: 'us-east-1' },
  { argv: ['--account-id', '333333333333', '--region', 'eu-west-1'], region: 'eu-west-1' },
  { argv: ['--account-id', '333333333333', '--region', 'all'], region: undefined },
  { argv: ['--compat', 'aws-cli'], region: 'us-east-1' },
])('$argv asks for the Region $region', ({ argv, region }) => {
  expect(read(...argv)?.region).toBe(region);
});

test('what may be given more than once is a list', () => {
  expect(read('--expect', 'a', '--expect=b')?.expect).toEqual(['a', 'b']);
});

test.each([
  [['--strat-time', 'x'], 'there is no option --strat-time'],
  [['-v'], 'there is no option -v'],
  [['eu-west-1'], 'got "eu-west-1", which follows no option'],
  [['--region'], '--region needs a value: REGION'],
  [['--region='], '--region needs a value: REGION'],
  [['--verbose=yes'], '--verbose takes no value, got "yes"'],
  [['--region', 'eu-west-1', '--region', 'us-east-1'], '--region is given twice'],
  [['--format', 'xml'], '--format: got "xml", expected text, json, ndjson'],
  [['--compat', 'v2'], '--compat: got "v2", expected aws-cli'],
  [['--account-id', '1234'], '--account-id: got "1234", expected 12 digits, as a string'],
  [['--region', 'Frankfurt'], '--region: got "Frankfurt", expected the code of an AWS Region, such as us-east-1'],
  [['--organization-id', 'example'], '--organization-id: got "example", expected "o-" followed by 10 to 32'],
  [['--concurrency', '0'], '--concurrency: got "0", expected a whole number from 1 to 1024'],
  [['--end-time', '2026-01-29'], '--start-time must not be after --end-time, got 2026-01-30T00:00:00Z and 2026-01-29T'],
  [['--from-directory', '.'], '--from-directory needs --s3-bucket beside it'],
  [['--signatures', 'f'], '--signatures needs --from-directory beside it'],
  [['--compat', 'aws-cli', '--format', 'json'], '--compat cannot stand beside --format'],
  [['--compat', 'aws-cli', '--region', 'all'], '--region: got "all", expected the code of an AWS Region'],
  [['--compat', 'aws-cli', '--end-time', '2026-01-31T08:00:00+05:00'], '--end-time has an offset, which the AWS CLI'],
])('%j is failure: %s', (argv, sentence) => {
  expect(() => read(...argv)).toThrow(sentence);
});

test.each([
  [['--start-time', '2026-01-30'], '--trail-arn is missing'],
  [['--trail-arn', ARN], '--start-time is missing'],
  [['--trail-arn', 'foo:bar:baz', '--start-time', '2026-01-30'], '--trail-arn: got "foo:bar:baz", expected arn:aws:'],
  [['--trail-arn', ARN.replace('trail/', ''), '--start-time', '2026-01-30'], '--trail-arn: got "arn:aws:cloudtrail:us'],
])('%j is failure: %s', (argv, sentence) => {
  expect(() => readOptions(argv, NOW)).toThrow(sentence);
});

test('a failure carries a hint', () => {
  expect(() => read('--strat-time', 'x')).toThrow(
    expect.objectContaining({ hint: 'run "validate-trail --help" for the options' }),
  );
});

test('help is asked for, whatever else is', () => {
  expect(readOptions([...WITH, '--help'], NOW)).toBeUndefined();
});

test('the manual explains every option of our own', () => {
  const manual = readFileSync(path.join(__dirname, '../../../docs/validate-trail.md'), 'utf8');
  const names = Object.keys(OPTION_ROWS).filter((name) => !manual.includes(`--${name}`));
  expect(names).toEqual([]);
});

test('help says how to see and to close what the scheduled validation holds open', () => {
  expect(usage()).toMatch(/^ +validate-trail acknowledge --trail-arn \S+ --evidence-bucket/m);
  expect(usage()).toMatch(/^ +validate-trail acknowledge --trail-arn arn:\S+ \\\n +--evidence-bucket \S+$/m);
  expect(usage()).toContain('"validate-trail acknowledge --help"');
});

test('help names every option and every exit status, in lines that fit a terminal', () => {
  const lines = usage().split('\n');
  for (const name of Object.keys(OPTION_ROWS)) {
    expect(lines.filter((line) => line.startsWith(`  --${name} `))).toHaveLength(1);
  }
  for (const status of [0, 1, 2, 3]) expect(usage()).toMatch(new RegExp(`^  ${status}  `, 'm'));
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
});
