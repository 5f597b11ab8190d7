import type { ReadFailure, ReadFailureReason } from '../../../lambda/core';
import { escapeText } from '../../../lambda/core/format/escape';
import { CannotRun } from '../../shared/failure';
import { adviceFor } from './advice';

/** Each reason for which a run can't begin: in words, and what to do. */
const REASONS: Record<ReadFailureReason, { readonly words: string; readonly hint: string }> = {
  absent: { words: 'is not there', hint: 'check its name, and that the credentials are of the right account' },
  denied: {
    words: 'may not be read',
    hint: 'allow s3:ListBucket and s3:GetObject on the bucket, kms:Decrypt on its key and cloudtrail:ListPublicKeys',
  },
  undecryptable: { words: 'cannot be decrypted', hint: 'allow kms:Decrypt on the key, and check that it is enabled' },
  archived: { words: 'is archived', hint: 'restore it first' },
  'no-bucket': { words: 'does not exist', hint: 'check the name of the bucket' },
  'region-unavailable': { words: 'cannot be reached', hint: 'check the Region, and that it is enabled' },
  'no-keys': { words: 'has given no public keys', hint: 'run it again later' },
  'no-credentials': {
    words: 'cannot be read without valid credentials',
    hint: 'log in, for example with "aws sso login", or name a profile by --profile or AWS_PROFILE',
  },
  'unsafe-path': { words: 'leads out of the folder', hint: 'make the copy again' },
  stopped: { words: 'was not read, since the run was stopped', hint: 'run it again' },
  transient: { words: 'cannot be reached', hint: 'check the network, HTTPS_PROXY and AWS_ENDPOINT_URL' },
};

/** Why the run can't begin. What AWS answered decides before the hint for the reason. */
export function cannotReach(what: string, { failure, detail }: ReadFailure, hint = REASONS[failure].hint): CannotRun {
  const advice = adviceFor(detail);
  const cause = detail === undefined ? '' : ` (${escapeText(detail)})`;
  return new CannotRun(`${what} ${advice?.words ?? REASONS[failure].words}${cause}`, advice?.hint ?? hint);
}
