import { readArguments } from '../../../bin/shared/arguments';
import { OPTION_GROUPS } from '../../../bin/validate-trail/option-table';
import { readOptions } from '../../../bin/validate-trail/options';
import { assertWritesThere } from '../../../bin/validate-trail/unvalidated-trail';

const NOW = Date.UTC(2026, 0, 31, 12);
const ARN = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail';
const WITH = ['--trail-arn', ARN, '--start-time', '2026-01-30T00:00:00Z'];
const readAll = (...argv: string[]) => readOptions(readArguments('validate-trail', OPTION_GROUPS, argv), NOW);
const read = (...argv: string[]) => readAll(...WITH, ...argv);

test('the trail is taken apart, and the window ends now', () => {
  expect(read()).toMatchObject({
    trail: { arn: ARN, homeRegion: 'us-east-1', accountId: '111111111111', name: 'organization-trail' },
    start: Date.UTC(2026, 0, 30),
    end: NOW,
    output: 'text',
    verbose: false,
  });
});

test.each([
  { argv: [], region: undefined },
  { argv: ['--region', 'eu-west-1'], region: 'eu-west-1' },
  { argv: ['--account-id', '333333333333'], region: 'us-east-1' },
  { argv: ['--account-id', '333333333333', '--region', 'eu-west-1'], region: 'eu-west-1' },
  { argv: ['--account-id', '333333333333', '--region', 'all'], region: undefined },
])('$argv asks for the Region $region', ({ argv, region }) => {
  expect(read(...argv).region).toBe(region);
});

test('what may be given more than once is a list', () => {
  expect(read('--expect', 'a', '--expect=b').expect).toEqual(['a', 'b']);
});

test.each([
  [['--output', 'xml'], '--output: got "xml", expected text, json, ndjson'],
  [['--account-id', '1234'], '--account-id: got "1234", expected 12 digits, as a string'],
  [['--region', 'Frankfurt'], '--region: got "Frankfurt", expected the code of an AWS Region, such as us-east-1'],
  [['--organization-id', 'example'], '--organization-id: got "example", expected "o-" followed by 10 to 32'],
  [['--retention-days', '0'], '--retention-days: got "0", expected a whole number from 1 to 36500'],
  [['--concurrency', '0'], '--concurrency: got "0", expected a whole number from 1 to 1024'],
  [
    ['--end-time', '2026-01-29'],
    '--start-time: got "2026-01-30T00:00:00Z", expected a time that is not after --end-time, 2026-01-29T00:00:00Z',
  ],
  [['--from-directory', '.'], '--s3-bucket: got nothing, expected NAME'],
  [['--from-directory', '.', '--s3-bucket', 'b'], '--public-keys: got nothing, expected FILE'],
  [['--signatures', 'f'], '--from-directory: got nothing, expected DIR'],
  [
    ['--from-directory', '.', '--s3-bucket', 'b', '--public-keys', 'k', '--save-signatures', 's'],
    '--save-signatures: got "s", expected nothing beside --from-directory',
  ],
  [['--copy-of', 'b'], '--s3-bucket: got nothing, expected NAME'],
  [['--copy-of', ' ', '--s3-bucket', 'b'], '--copy-of: got nothing, expected BUCKET'],
  [['--copy-of', 'b', '--s3-bucket', 'b'], '--copy-of: got "b", expected another bucket than --s3-bucket'],
  [
    ['--copy-of', 'a', '--s3-bucket', 'b', '--public-keys', 'k', '--from-directory', '.'],
    '--from-directory: got ".", expected nothing beside --copy-of',
  ],
  [
    ['--copy-of', 'a', '--s3-bucket', 'b', '--save-signatures', 's'],
    '--save-signatures: got "s", expected nothing beside --copy-of',
  ],
])('%j is rejected: %s', (argv, sentence) => {
  expect(() => read(...argv)).toThrow(sentence);
});

test.each([
  [['--start-time', '2026-01-30'], '--trail-arn: got nothing, expected ARN'],
  [['--trail-arn', ARN], '--start-time: got nothing, expected TIME'],
  [['--trail-arn', 'foo:bar:baz', '--start-time', '2026-01-30'], '--trail-arn: got "foo:bar:baz", expected arn:aws:'],
  [['--trail-arn', ARN.replace('trail/', ''), '--start-time', '2026-01-30'], '--trail-arn: got "arn:aws:cloudtrail:us'],
  [
    ['--trail-arn', ARN.replace('aws', 'aws-xx'), '--start-time', '2026-01-30'],
    'expected a partition of AWS, one of aws, aws-cn, aws-us-gov, aws-eusc, aws-iso,',
  ],
  [
    ['--trail-arn', ARN.replace('us-east-1', 'eusc-de-east-1'), '--start-time', '2026-01-30'],
    'expected the partition of eusc-de-east-1, which is aws-eusc',
  ],
])('%j is rejected: %s', (argv, sentence) => {
  expect(() => readAll(...argv)).toThrow(sentence);
});

test('an option that needs another one says why', () => {
  expect(() => read('--signatures', 'f')).toThrow(
    expect.objectContaining({
      hint: 'give it beside --signatures: in the bucket each digest has its signature beside it; beside a copy in Amazon S3 give --copy-of',
    }),
  );
});

describe('--unvalidated-trail', () => {
  const OTHER = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/second-trail';
  const declared = (text: string) => read('--unvalidated-trail', text).unvalidatedTrails;

  test.each([
    [OTHER, { accountIds: ['111111111111'], regions: ['eu-west-1'] }],
    [`${OTHER}  accounts=all regions=all`, {}],
    [
      `${OTHER} until=2026-02-01 regions=us-east-1,eu-west-1 since=2026-01-01T01:00:00+01:00 accounts=333333333333`,
      {
        accountIds: ['333333333333'],
        regions: ['us-east-1', 'eu-west-1'],
        start: Date.UTC(2026, 0, 1),
        end: Date.UTC(2026, 1, 1),
      },
    ],
  ])('%s', (text, expected) => {
    expect(declared(text)).toEqual([{ arn: OTHER, ...expected }]);
  });

  test('may be given for several trails', () => {
    const arns = read('--unvalidated-trail', OTHER, '--unvalidated-trail', `${OTHER}-2`).unvalidatedTrails;
    expect(arns.map(({ arn }) => arn)).toEqual([OTHER, `${OTHER}-2`]);
    expect(read().unvalidatedTrails).toEqual([]);
  });

  test.each([
    ['second-trail', '--unvalidated-trail: got "second-trail", expected arn:aws:cloudtrail:'],
    [OTHER.replace('aws', 'aws-cn'), 'expected the partition of eu-west-1, which is aws'],
    [`${OTHER} region=eu-west-1`, 'expected ARN [accounts=LIST] [regions=LIST] [since=TIME] [until=TIME]'],
    [`${OTHER} accounts`, 'expected ARN [accounts=LIST]'],
    [`${OTHER} accounts=all accounts=all`, 'expected ARN [accounts=LIST]'],
    [
      `${OTHER} accounts=333333333333,3`,
      '--unvalidated-trail: accounts: got "3", expected 12 digits, as a string, or "all"',
    ],
    [`${OTHER} regions=Europe`, '--unvalidated-trail: regions: got "Europe"'],
    [`${OTHER} since=yesterday`, '--unvalidated-trail: since: got "yesterday"'],
    [`${OTHER} since=2026-02-01 until=2026-02-01`, 'until: got "2026-02-01", expected a time after since'],
  ])('%s is rejected', (text, sentence) => {
    expect(() => declared(text)).toThrow(sentence);
  });

  test.each([
    [ARN, {}, 'another trail than --trail-arn'],
    [OTHER.replace('aws', 'aws-us-gov').replace('eu-west', 'us-gov-west'), {}, 'a trail of the same partition'],
    [OTHER.replace('111111111111', '333333333333'), { organizationId: 'o-exampleorgid' }, 'a trail of the management'],
    [`${OTHER} accounts=333333333333`, {}, 'accounts=ID of its own account alone'],
  ])('%s beside %j is rejected', (text, trail, sentence) => {
    expect(() => assertWritesThere(declared(text), { arn: ARN, bucket: 'b', ...trail })).toThrow(sentence);
  });
});
