import type { Finding, FindingCode } from './finding';

type Detail = Readonly<Record<string, string | number | boolean | undefined>>;

/** One sentence for each code, in plain words. Text from the bucket is never part of it. */
const SENTENCES: Readonly<Record<FindingCode, string | ((detail: Detail) => string)>> = {
  'digest-malformed': 'the digest is not one whole gzip file of a digest document',
  'digest-trailing-data': 'bytes follow the end of the gzip file of the digest',
  'digest-moved': 'the digest was moved from the place that its signature names',
  'digest-signature-invalid': ({ contentIsAuthentic }) =>
    contentIsAuthentic === true
      ? 'the signature in the metadata is lost or altered; the next digest verifies that the content is authentic'
      : 'the signature of the digest does not hold',
  'digest-signature-unknown':
    'the signature of the digest is not at hand, neither in a sidecar file nor in the next digest',
  'digest-key-unknown': 'the digest names a public key that the Region never had at that time',
  'digest-key-outside-validity': 'the digest is signed by a key outside of its time of validity',
  'digest-unreadable': ({ cause }) => `the digest could not be read: ${CAUSES[String(cause)] ?? 'it failed'}`,
  'digest-too-large': 'the digest is larger than is read',
  'unexpected-content': 'the signed digest holds something that is not as documented',
  'unexpected-object': 'the object lies among the digests and is none',
  'public-keys-unavailable': ({ cause }) =>
    `the public keys of the Region could not be had: ${CAUSES[String(cause)] ?? 'it failed'}; enable the Region, allow cloudtrail:ListPublicKeys, give a file of keys, or give a role in an account where the Region is on`,
  'bucket-not-allowed': 'the digest names a bucket that is not among the allowed ones',
  'digest-missing': ({ knownBy, computed, wasListed }) =>
    wasListed === true
      ? 'the digest vanished while it was being read'
      : knownBy === undefined
        ? `the digest is missing${computed === true ? '; its name follows from the hourly cadence' : '; the next digest names it'}`
        : `the digest is missing, and ${KNOWN_BY[String(knownBy)] ?? 'something'} shows that it was there`,
  'digest-pending': 'the digest is missing; it may still be redelivered',
  'chain-broken': ({ knownBy }) =>
    knownBy === undefined
      ? 'the digest before this one is another document than the one that it links to'
      : 'the digest is another document than the one that an earlier run proved',
  'chain-forked': 'two digests link to the same digest before them',
  'chain-started': 'the first digest of the chain; nothing is known before it',
  'chain-restarted': 'the chain was started anew without a gap',
  'logging-stopped': 'no digest verifies what was delivered in this time; logging was stopped or changed',
  'unexplained-restart': ({ hasLogFiles, eventsUnread }) =>
    `no digest verifies what was delivered in this time, and ${
      eventsUnread === true ? 'the log files that could explain it could not be read' : 'no verified event explains it'
    }${hasLogFiles === true ? '; there are log files of that time' : ''}`,
  'chain-stale': 'digests are due after the last one that is there',
  'chain-ended': 'a verified event says that the account or the Region has ended: no new digests are due',
  'chain-uncovered': 'no digest covers this time',
  'no-digests': 'there are no digests',
  'not-validated': 'this time was not validated',
  'listing-failed': ({ cause }) => `the objects could not be listed: ${CAUSES[String(cause)] ?? 'it failed'}`,
  'log-file-modified': "the log file's content is not what its digest signed",
  'log-file-malformed': 'the log file is not one whole gzip file',
  'log-file-trailing-data': 'bytes follow the end of the gzip file of the log file',
  'log-file-missing': 'the log file is missing',
  'log-file-unlisted': 'no digest lists the log file, though its hour is verified: it was not delivered by CloudTrail',
  'log-file-unverified': 'no digest can verify or disprove the log file',
  'log-file-unreadable': ({ cause }) => `the log file could not be read: ${CAUSES[String(cause)] ?? 'it failed'}`,
  'log-file-too-large': 'the log file is larger than is read',
  'log-files-rewritten': 'log files were written again after their digest, with the same content',
  'accounts-unknown': 'without AWS Organizations, accounts that were never seen are not noticed',
  'regions-unknown':
    'the enabled Regions of some accounts could not be had; those that were never seen are not noticed yet',
  'lifecycle-too-short': ({ days, retentionDays }) =>
    `the bucket deletes log files after ${days} days, and they must be there for ${retentionDays}`,
  'lifecycle-unreadable': ({ cause }) =>
    `the lifecycle of the bucket could not be read: ${CAUSES[String(cause)] ?? 'it failed'}`,
  'memory-rolled-back': 'the memory of the validator is older than its evidence, or differs from it',
};

const CAUSES: Readonly<Record<string, string>> = {
  absent: 'it is not there',
  denied: 'access is denied',
  undecryptable: 'its KMS key cannot be used',
  archived: 'it is archived and has to be restored first',
  'no-bucket': 'the bucket does not exist',
  'region-unavailable': 'the Region is off or out of reach',
  'no-credentials': 'the credentials are missing or have expired',
  'unsafe-path': 'its path leads out of the folder',
  transient: 'it still failed after all retries',
};

const KNOWN_BY: Readonly<Record<string, string>> = {
  memory: 'an earlier run',
  'delete marker': 'a delete marker',
  'older version': 'an older version',
};

/** Words a finding. The account, Region, key, times and detail stand beside it: whoever shows them escapes them. */
export function describeFinding({ code, detail = {} }: Pick<Finding, 'code' | 'detail'>): string {
  const sentence = SENTENCES[code];
  return typeof sentence === 'string' ? sentence : sentence(detail);
}
