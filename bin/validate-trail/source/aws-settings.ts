import { proxiesOf } from '../../../lambda/aws/proxies';
import { readProfile } from '../../../lambda/aws/profile';
import type { AwsOptions } from '../../../lambda/aws';
import type { AwsAccess } from '../../shared/aws-options';
import { CannotRun, rejected } from '../../shared/failure';
import { readTextFile } from '../../shared/text-file';

/** How AWS is reached, from the options, the environment and the profile, in this order, as in the AWS CLI. */
export async function awsSettings(access: AwsAccess): Promise<Omit<AwsOptions, 'region'>> {
  const profile = await readProfile(access.profile);
  if (!profile.isThere) throw unknownProfile(access.profile === undefined ? 'AWS_PROFILE' : '--profile', profile);
  assertProxies(process.env);
  const caBundle = access.caBundle ?? (process.env.AWS_CA_BUNDLE || profile.caBundle);
  return {
    profile: access.profile ?? olderNameOfProfile(process.env),
    endpoint: access.endpointUrl,
    connectTimeout: access.connectTimeout,
    timeout: access.readTimeout,
    maxAttempts: maxAttempts(),
    ...(caBundle && { ca: await readCertificates(caBundle) }),
  };
}

/** The AWS CLI takes this name too, the SDK does not. */
function olderNameOfProfile({ AWS_PROFILE, AWS_DEFAULT_PROFILE, AWS_ACCESS_KEY_ID }: NodeJS.ProcessEnv) {
  return AWS_PROFILE === undefined && AWS_ACCESS_KEY_ID === undefined ? AWS_DEFAULT_PROFILE : undefined;
}

/** The setting that the AWS CLI and the SDKs share; undefined for the default. */
function maxAttempts(): number | undefined {
  const given = Number(process.env.AWS_MAX_ATTEMPTS);
  return Number.isInteger(given) && given > 0 ? given : undefined;
}

function unknownProfile(what: string, { name, names }: { name: string; names: readonly string[] }): CannotRun {
  const allowed =
    names.length === 0 ? 'a profile, and the files of the AWS CLI have none' : `one of ${names.join(', ')}`;
  return rejected({
    what,
    given: name,
    allowed,
    todo: 'see "aws configure list-profiles", or log in by "aws configure sso"',
  });
}

function assertProxies(environment: NodeJS.ProcessEnv): void {
  const { http, https } = proxiesOf(environment);
  for (const [what, url] of [
    ['HTTP_PROXY', http],
    ['HTTPS_PROXY', https],
  ] as const) {
    if (url === undefined || URL.canParse(url)) continue;
    throw new CannotRun(
      `${what} is not the URL of a proxy`,
      'write it as http://HOST:PORT, or take it out of the environment',
    );
  }
}

async function readCertificates(file: string): Promise<string> {
  const text = await readTextFile(file);
  if (text.includes('-----BEGIN ') && text.includes('CERTIFICATE-----')) return text;
  throw new CannotRun(
    `${file} holds no certificates in PEM`,
    'name a file that begins with -----BEGIN CERTIFICATE-----',
  );
}
