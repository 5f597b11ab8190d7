// What the command says of an error fits the error, with the words of AWS.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Corpus } from '../../support/corpus';
import { ServiceError } from '../../support/stand-ins';
import { run } from '../run';
import { digestOf, logOf, ONE, verify, WINDOW } from './served';

const one = new Corpus(ONE);
const DENIED =
  'User: arn:aws:sts::111111111111:assumed-role/auditor/jane is not authorized to perform: cloudtrail:DescribeTrails';

describe('an answer of CloudTrail', () => {
  test.each([
    {
      name: 'a bad access key',
      answer: ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
      says: 'cannot be read with this access key',
      hint: 'check the access key',
    },
    {
      name: 'a bad secret',
      answer: ['InvalidSignatureException', 'The request signature we calculated does not match the signature'],
      says: 'cannot be read with this secret access key',
      hint: 'check the secret access key',
    },
    {
      name: 'a clock that is late',
      answer: ['InvalidSignatureException', 'Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z'],
      says: 'cannot be read, since this computer has another time than AWS',
      hint: 'set its clock',
    },
    {
      name: 'a clock that is early',
      answer: ['InvalidSignatureException', 'Signature not yet current: 20260101T010000Z is still later than'],
      says: 'cannot be read, since this computer has another time than AWS',
      hint: 'set its clock',
    },
    {
      name: 'an expired token',
      answer: ['ExpiredTokenException', 'The security token included in the request is expired'],
      says: 'cannot be read without valid credentials',
      hint: 'log in again',
    },
    {
      name: 'a denial',
      answer: ['AccessDeniedException', DENIED],
      says: 'may not be read',
      hint: 'allow cloudtrail:Desc',
    },
    {
      name: 'a denial by a policy of the organization',
      answer: ['AccessDeniedException', `${DENIED} with an explicit deny in a service control policy`],
      says: 'may not be read',
      hint: 'a policy of the organization denies it',
    },
    {
      name: 'an account that has not signed up',
      answer: ['OptInRequired', 'You are not subscribed to this service'],
      says: 'cannot be reached',
      hint: 'enable the Region or the service',
    },
  ])('$name', async ({ answer: [code, message], says, hint }) => {
    const serve = { cloudTrail: { fault: () => new ServiceError(code, message) } };
    const { status, stdout, stderr } = await verify(one, { serve });
    expect(stderr).toContain(`validate-trail: the trail ${one.trailArn} ${says} (${code}: ${message}`);
    expect(stderr).toContain(`\nhint: ${hint}`);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  });
});

describe('an answer of S3', () => {
  test.each([
    ['clockSkew', 'this computer has another time than AWS (RequestTimeTooSkewed: ', 'set its clock'],
    ['signatureMismatch', 'with this secret access key (SignatureDoesNotMatch: ', 'check the secret access key'],
    ['expiredToken', 'without valid credentials (ExpiredToken: ', 'log in again'],
    ['accessDenied', 'may not be read (AccessDenied: Access Denied', 'allow s3:ListBucket'],
  ] as const)('%s', async (fault, says, hint) => {
    const { status, stderr } = await verify(one, { serve: { s3: { fault: () => fault } } });
    expect(stderr).toContain(`validate-trail: the bucket trail-logs `);
    expect(stderr).toContain(says);
    expect(stderr).toContain(`\nhint: ${hint}`);
    expect(status).toBe(3);
  });
});

describe('the answer of AWS stands on the line of what is unverified', () => {
  test('of a log file, with the right that is lacking', async () => {
    const fault = ({ key }: { key: string }) => (key === logOf(one, 5) ? ('kmsDenied' as const) : undefined);
    const { stderr } = await verify(one, { serve: { s3: { fault } } });
    expect(stderr).toContain(
      'UNVERIFIED: the log file could not be read: its KMS key cannot be used (AccessDenied: User is not authorized to ' +
        'perform: kms:Decrypt on the resource associated with this ciphertext) [log-file-unreadable ',
    );
  });

  test('of a digest, in JSON', async () => {
    const fault = ({ key }: { key: string }) => (key === digestOf(one, 5) ? ('archived' as const) : undefined);
    const { stdout } = await verify(one, { argv: ['--output', 'json'], serve: { s3: { fault } } });
    expect(JSON.parse(stdout).findings[0].message).toBe(
      'the digest could not be read: it is archived and has to be restored first ' +
        "(InvalidObjectState: The operation is not valid for the object's storage class)",
    );
  });

  test('of public keys, escaped and cut', async () => {
    const message = `not \u001b[31mauthorized\u202e to perform: cloudtrail:ListPublicKeys ${'x'.repeat(1000)}`;
    const fault = (operation: string) =>
      operation === 'ListPublicKeys' ? new ServiceError('AccessDeniedException', message) : undefined;
    const { status, stderr } = await verify(one, { serve: { cloudTrail: { fault } } });
    expect(stderr).toContain(
      '(AccessDeniedException: not \\u001b[31mauthorized\\u202e to perform: cloudtrail:ListPublic',
    );
    expect(stderr).not.toMatch(/\u001b|\u202e|x{400}/);
    expect(status).toBe(2);
  });
});

test('a Region that gives no public keys is out of order: nothing is tampered with', async () => {
  const { status, stderr } = await verify(one, { serve: { cloudTrail: { publicKeys: {} } } });
  expect(stderr).toContain('the public keys of the Region are unavailable: it gave none, though each Region has some');
  expect(stderr).not.toContain('INVALID');
  expect(status).toBe(2);
});

describe('a profile', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'validate-trail-'));
    writeFileSync(
      path.join(folder, 'config'),
      '[profile audit]\nregion = us-east-1\n[sso-session corp]\n[profile dev]\nregion = eu-west-1\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const asked = (environment: NodeJS.ProcessEnv, ...argv: string[]) =>
    run(['--trail-arn', one.trailArn, ...WINDOW, ...argv], {
      environment: { AWS_CONFIG_FILE: path.join(folder, 'config'), ...environment },
    });

  test.each([
    ['--profile', {}, ['--profile', 'audti']],
    ['AWS_PROFILE', { AWS_PROFILE: 'audti' }, []],
    ['AWS_PROFILE', { AWS_DEFAULT_PROFILE: 'audti', AWS_PROFILE: undefined }, []],
  ])('%s that is unknown: the profiles that there are', async (what, environment, argv) => {
    const { status, stderr } = await asked(environment, ...argv);
    expect(stderr).toBe(
      `validate-trail: ${what}: got "audti", expected one of audit, dev\n` +
        'hint: see "aws configure list-profiles", or log in by "aws configure sso"\n',
    );
    expect(status).toBe(3);
  });

  test('no profile at all', async () => {
    const { stderr } = await asked({ AWS_CONFIG_FILE: '/dev/null' }, '--profile', 'audit');
    expect(stderr).toContain('--profile: got "audit", expected a profile, and the files of the AWS CLI have none\n');
  });
});
