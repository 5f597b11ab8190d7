import type { Arguments } from './arguments';
import { rejected } from './failure';
import type { Option } from './options';

/** The options of every command of the AWS CLI, as far as they have a meaning here. */
export const AWS_OPTIONS = {
  profile: { value: 'NAME', help: 'the profile of the AWS CLI to use (default: that of AWS_PROFILE)' },
  'endpoint-url': { value: 'URL', help: 'send the requests to all services there' },
  'ca-bundle': { value: 'FILE', help: 'trust these certificates, in PEM (default: AWS_CA_BUNDLE, or ca_bundle)' },
  'cli-connect-timeout': { value: 'SECONDS', help: 'the longest wait for a connection; 0 for no limit (default: 20)' },
  'cli-read-timeout': { value: 'SECONDS', help: 'the longest wait for an answer; 0 for no limit (default: 20)' },
  debug: { help: 'show each request on standard error, and where an internal error was' },
  color: { value: 'WHEN', choices: ['on', 'off', 'auto'], help: 'taken as in the AWS CLI; text has no colors' },
  'no-cli-pager': { help: 'taken as in the AWS CLI; nothing goes to a pager' },
  'no-cli-auto-prompt': { help: 'taken as in the AWS CLI; nothing prompts' },
} as const satisfies Record<string, Option>;

/** Who asks, and by which way. */
export interface AwsAccess {
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly caBundle?: string;
  /** Milliseconds. */
  readonly connectTimeout?: number;
  readonly readTimeout?: number;
  readonly debug: boolean;
}

export function readAwsAccess(given: Arguments<keyof typeof AWS_OPTIONS>): AwsAccess {
  return {
    profile: given.one('profile'),
    endpointUrl: endpointOf(given.one('endpoint-url')),
    caBundle: given.one('ca-bundle'),
    connectTimeout: milliseconds(given.wholeNumber('cli-connect-timeout', 0, 86_400)),
    readTimeout: milliseconds(given.wholeNumber('cli-read-timeout', 0, 86_400)),
    debug: given.has('debug'),
  };
}

function endpointOf(given: string | undefined): string | undefined {
  if (given === undefined || (/^https?:/.test(given) && URL.canParse(given))) return given;
  const allowed = 'a URL that begins with https:// or http://';
  throw rejected({ what: '--endpoint-url', given, allowed, todo: 'write it as https://HOST' });
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
