// A second trail without log file validation that shares the bucket, from run to run. Its single log files are vectors.
import { gzipSync } from 'node:zlib';
import { contradictionIn, declaredTrail } from '../../../lambda/core/format/declared-trail';
import { HOUR, logFileKey } from '../../support/corpus';
import { ACCOUNT, REGION, smallCorpus, START } from './harness';
import { validatorOf, type Validator } from './validator';

const SECOND = { arn: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/second-trail` };
const DECLARED = { unvalidatedTrails: [SECOND] };
const FIRST_RUN = START + 40 * HOUR;

/** A validator whose bucket holds a log file of the second trail from its fifth hour. */
function sharedBucket(): { readonly validator: Validator; readonly key: string } {
  const validator = validatorOf(smallCorpus({ hours: 60 }));
  const key = logFileKey(validator.corpus.place, ACCOUNT, REGION, START + 5 * HOUR, 'OFASECONDTRAIL00');
  validator.store.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: START + 5 * HOUR });
  return { validator, key };
}

const codesOf = async (validator: Validator, hour: number, request: object = {}) =>
  (await validator.run(FIRST_RUN + hour * HOUR, request)).codes;

test('the finding names the declared trail, stays open, and is acknowledged as any other', async () => {
  const { validator, key } = sharedBucket();
  const { findings } = await validator.run(FIRST_RUN, DECLARED);
  expect(findings).toContainEqual(
    expect.objectContaining({
      ...{ code: 'log-file-unattributed', severity: 'INCOMPLETE', key },
      detail: { delivered: START + 5 * HOUR, unvalidatedTrail: SECOND.arn },
    }),
  );
  expect(await codesOf(validator, 1, DECLARED)).toEqual(['log-file-unattributed']);
  validator.store.objects.delete(key);
  expect(await codesOf(validator, 2, DECLARED)).toEqual(['log-file-unattributed']);
  const acknowledged = validator.seen();
  expect(await codesOf(validator, 3, { ...DECLARED, acknowledged })).toEqual([]);
});

test('what was tampering before the trail was declared is unverified from then on, and tampering once it is declared no more', async () => {
  const { validator } = sharedBucket();
  expect(await codesOf(validator, 0)).toEqual(['log-file-unlisted']);
  expect(await codesOf(validator, 1, DECLARED)).toEqual(['log-file-unattributed']);
  expect(validator.checkpoints[0].openItems).toHaveLength(1);
  const elsewhere = { unvalidatedTrails: [{ ...SECOND, regions: ['eu-west-1'] }] };
  expect(await codesOf(validator, 2, elsewhere)).toEqual(['log-file-unlisted']);
  expect(validator.checkpoints[0].openItems).toHaveLength(1);
});

test('a file that is planted beside those of a declared trail is reported too, and elsewhere it is tampering', async () => {
  const { validator } = sharedBucket();
  const until = { unvalidatedTrails: [{ ...SECOND, end: START + 6 * HOUR }] };
  expect(await codesOf(validator, 0, until)).toEqual(['log-file-unattributed']);
  const delivered = START + 6.5 * HOUR;
  for (const named of [START + 5 * HOUR, delivered]) {
    const key = logFileKey(validator.corpus.place, ACCOUNT, REGION, named, 'PLANTEDPLANTED00');
    validator.store.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: delivered });
  }
  const { findings } = await validator.run(FIRST_RUN + HOUR, { ...until, sweep: true });
  const codes = findings.filter(({ severity }) => severity !== 'NOTICE').map(({ code }) => code);
  expect(codes.sort()).toEqual(['log-file-unattributed', 'log-file-unlisted', 'log-file-unlisted']);
});

test.each([
  ['same-trail', { arn: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/own' }, {}],
  ['other-partition', { arn: 'arn:aws-cn:cloudtrail:cn-north-1:111111111111:trail/other' }, {}],
  ['other-organization', { arn: 'arn:aws:cloudtrail:us-east-1:222222222222:trail/other' }, { organizationId: 'o-a' }],
  [
    'other-accounts',
    { arn: 'arn:aws:cloudtrail:us-east-1:222222222222:trail/other', accountIds: ['222222222222', '333333333333'] },
    {},
  ],
  [undefined, { arn: 'arn:aws:cloudtrail:us-east-1:222222222222:trail/other', accountIds: ['222222222222'] }, {}],
  [
    undefined,
    { arn: 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/own', accountIds: ['333333333333'] },
    { organizationId: 'o-a' },
  ],
])('%s: %j', (contradiction, declared, trail) => {
  const own = { arn: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/own', ...trail };
  expect(contradictionIn(declared, own)).toBe(contradiction);
});

test.each([
  [{}, { accountIds: ['111111111111'], regions: ['eu-west-1'] }],
  [{ accountIds: ['all'], regions: ['all'] }, {}],
  [
    { accountIds: ['333333333333'], regions: ['us-east-1'], since: 1, until: 2 },
    { accountIds: ['333333333333'], regions: ['us-east-1'], start: 1, end: 2 },
  ],
])('%j declares %j', (given, declared) => {
  const arn = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/other';
  expect(declaredTrail({ trailArn: arn, ...given })).toEqual({ arn, ...declared });
});
