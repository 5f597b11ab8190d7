import { Token } from 'aws-cdk-lib';
import type { TrailIdentity } from '../identity/trail-identity';
import { isSame, type Problems } from '../shared/problems';
import { RULES } from '../shared/rules';

/** CloudTrail takes a key of the Region of its bucket; the policies of the archive are written for the key there. */
export function checkEncryptionKey(problems: Problems, trail: TrailIdentity, given: string | undefined): void {
  const what = 'encryptionKeyArn';
  problems.match(what, given, RULES.keyArn);
  if (given === undefined || Token.isUnresolved(given) || !RULES.keyArn.pattern.test(given)) return;
  const { partition, homeRegion, logArchiveAccountId } = trail;
  const [, ofPartition, , ofRegion, ofAccount] = given.split(':');
  const isOfArchive =
    isSame(ofPartition, partition) && isSame(ofRegion, homeRegion) && isSame(ofAccount, logArchiveAccountId);
  problems.unless(isOfArchive, {
    what,
    given,
    allowed: `a key of the log archive, arn:${partition}:kms:${homeRegion}:${logArchiveAccountId}:key/…`,
    todo: `give the ARN of the key that ${trail.keyAliasName} names there, or leave it out`,
  });
}
