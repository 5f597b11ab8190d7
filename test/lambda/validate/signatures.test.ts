// Each report is signed by whoever writes it, with a key whose public key alone verifies it.
import { createHash, verify } from 'node:crypto';
import { signatureKeyOf } from '../../../lambda/records/evidence-keys';
import { reportSignatureFormat } from '../../../lambda/records/report-signature';
import { brief } from '../../support/run-time/seen';
import { World } from '../../support/run-time/world';
import { ServiceError } from '../../support/stand-ins';

const REFUSED = new ServiceError('AccessDeniedException', 'not authorized to perform: kms:Sign');
const DISABLED = new ServiceError('DisabledException', 'the key is disabled');
const VALID = { verdict: 'VALID', codes: [] };
const UNSIGNED = { verdict: 'INCOMPLETE', codes: ['report-unsigned'] };

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => world.begin());

/** The signature of a report, where the public key verifies it. */
function verifiedSignature(key: string) {
  const name = signatureKeyOf(key);
  const stored = world.evidence.object(name);
  const { body = Buffer.of() } = world.evidence.object(key) ?? {};
  if (stored === undefined) return undefined;
  const { signature, ...rest } = reportSignatureFormat.parse(stored.body.toString(), name);
  const isValid = verify('sha256', body, world.kms.signingKey.publicKey, Buffer.from(signature, 'base64'));
  return { ...rest, isValid };
}

const signed = () => world.reportKeys().map((key) => verifiedSignature(key)?.isValid);

test('a report has a signature beside it, over its very bytes', async () => {
  const { outcome } = await world.runAt(12);
  const key = outcome?.evidence?.key ?? '';
  const sha256 = createHash('sha256')
    .update(world.evidence.object(key)?.body ?? '')
    .digest('hex');
  expect(verifiedSignature(key)).toEqual({
    ...{ reportKey: key, sha256, algorithm: 'ECDSA_SHA_256', keyId: 'signing-key', isValid: true },
  });
  expect(world.reportKeys()).toEqual([key]);
});

test('the signature is no report: the next run goes on from the report, and the watch measures its age', async () => {
  await world.runAt(12);
  const [key] = world.reportKeys();
  const next = await world.runAt(13);
  expect(brief(next)).toEqual(VALID);
  expect(next.report?.previous?.key).toBe(key);
  for (const name of world.reportKeys()) world.evidence.erase(name);
  expect((await world.watch()).result).toEqual({});
});

test('the event of a run, and the message of what changed, name the report by its hash', async () => {
  world.kms.signingFault = REFUSED;
  await world.runAt(12);
  const { outcome, events, messages } = await world.runAt(13);
  const sha256 = createHash('sha256')
    .update(world.evidence.object(outcome?.evidence?.key ?? '')?.body ?? '')
    .digest('hex');
  expect(events.map(({ detail }) => JSON.parse(detail) as object)).toEqual([
    expect.objectContaining({ evidence: { ...outcome?.evidence, sha256 } }),
  ]);
  expect(messages.map(({ body }) => body)).toEqual([expect.stringContaining(`\nSHA-256 of the report: ${sha256}\n`)]);
});

test('a sweep over the state machine signs its report as well', async () => {
  await world.configure({ ROUTE: 'map' });
  await world.runAt(12);
  const { outcome, report } = await world.runMap();
  await world.configure({});
  expect(report?.route).toBe('map');
  // The shards have asked for the keys.
  expect(report?.publicKeys?.used.map(({ region, source }) => [region, source])).toEqual([
    ['us-east-1', expect.stringMatching(/^ListPublicKeys of 2026-01-10T/)],
  ]);
  expect(verifiedSignature(outcome?.evidence?.key ?? '')?.isValid).toBe(true);
});

test.each([
  ['refused', REFUSED, 'access is denied'],
  ['impossible since the key is disabled', DISABLED, 'its KMS key cannot be used'],
])('where signing is %s the report stands, and people are notified by the next run', async (_, fault, cause) => {
  await world.runAt(12);
  world.kms.signingFault = fault;
  const run = await world.runAt(13);
  expect([brief(run), run.outcome?.unsigned]).toEqual([VALID, expect.stringContaining(fault.code)]);
  const next = await world.runAt(14);
  expect([brief(next), signed()]).toEqual([UNSIGNED, [true, undefined, undefined]]);
  expect(next.messages.map(({ body }) => body).join()).toContain(`without AWS: ${cause}`);
  const [, unsigned] = world.reportKeys();
  expect(next.report?.groups.find(({ code }) => code === 'report-unsigned')?.example.key).toBe(unsigned);
});

test('it is one finding for as long as it lasts, and once signing works all that had none are signed', async () => {
  world.kms.signingFault = REFUSED;
  for (const hour of [12, 13]) await world.runAt(hour);
  const lasting = await world.runAt(14);
  expect([brief(lasting), lasting.messages, lasting.metrics.UnverifiedItems]).toEqual([UNSIGNED, [], 1]);
  world.kms.signingFault = undefined;
  const over = await world.runAt(15);
  expect([brief(over), signed()]).toEqual([VALID, [true, true, true, true]]);
  expect(over.messages.map(({ subject }) => subject)).toEqual([expect.stringContaining('Closed')]);
});

test('a run that was killed before it signed has its report signed by the next one', async () => {
  await world.runAt(12);
  await world.runAt(13);
  world.evidence.erase(signatureKeyOf(world.reportKeys()[1]));
  expect([brief(await world.runAt(14)), signed()]).toEqual([VALID, [true, true, true]]);
});

test('a report that the validator did not write is not signed', async () => {
  await world.runAt(12);
  const forged = world.reportKeys()[0].replace('12:', '13:').replace('.json', 'x.json');
  const { body = Buffer.of() } = world.evidence.object(world.reportKeys()[0]) ?? {};
  world.evidence.put(forged, { body });
  await world.runAt(14);
  expect([world.reportKeys().includes(forged), verifiedSignature(forged)]).toEqual([true, undefined]);
});
