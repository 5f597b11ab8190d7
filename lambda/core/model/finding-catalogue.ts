import { describeCause } from './cause';
import type { Severity } from './severity';

/** What else was found out, by name; values may be the attacker's text. */
export type FindingDetail = Readonly<Record<string, string | number | boolean>>;
type Detail = Readonly<Record<string, string | number | boolean | undefined>>;

/** What can be verified of an object: that it is what was signed, its link to the one before, that a digest lists it. */
export type VerifiedAspect = 'content' | 'link' | 'listing';

/**
 * What closes a finding, besides the end of retention: the verification of its object; verified digests that cover its
 * hour; a verified call that explains it; the declaration of a former location; a person, since no object could verify it later; the next run, which says anew
 * whether it is so; nothing, since a notice is not open.
 */
export type Closing =
  VerifiedAspect | 'coverage' | 'explanation' | 'declaration' | 'acknowledgement' | 'next-run' | 'nothing';

/** `unverified-age`: what is open for longer than the grace raises an alarm. What has an allowance of its own is left out. */
export type FindingMetric = 'unverified' | 'unverified-age' | 'stale-chains' | 'unreadable-chains';

/** Everything that follows from the code of a finding. */
export interface FindingKind {
  readonly about: 'digest' | 'missing-digest' | 'log-file' | 'object' | 'chain' | 'region' | 'trail' | 'run';
  readonly severities: readonly Severity[];
  /** One sentence in plain words, without a full stop. Text from the bucket is never part of it. */
  readonly sentence: string | ((detail: Detail) => string);
  readonly closedBy: Closing;
  /** A notice that notifies does so once: it opens nothing. `lasting`: CloudTrail may still deliver what is missing, so people are notified once it stays open. */
  readonly notifies: 'at-once' | 'lasting' | 'never';
  /** `chain-end`: its own name changes each hour, so what a person states is that the chain has ended. */
  readonly acknowledgedBy: 'name' | 'chain-end' | 'nothing';
  /** The metrics that count it while it is open and INCOMPLETE. INVALID always counts as tampered. */
  readonly metrics: readonly FindingMetric[];
  /** What the AWS CLI says of it, word for word. */
  readonly awsCli?: string | ((region: string, detail: Detail) => string);
}

const TAMPERED = { severities: ['INVALID'], notifies: 'at-once', acknowledgedBy: 'name', metrics: [] } as const;
const UNVERIFIED = {
  severities: ['INCOMPLETE'],
  notifies: 'lasting',
  acknowledgedBy: 'name',
  metrics: ['unverified', 'unverified-age'],
} as const;
const NOTICE = {
  severities: ['NOTICE'],
  closedBy: 'nothing',
  notifies: 'never',
  acknowledgedBy: 'name',
  metrics: [],
} as const;

const INVALID_DIGEST = { ...TAMPERED, about: 'digest', closedBy: 'content' } as const;
const UNVERIFIED_DIGEST = { ...UNVERIFIED, about: 'digest', closedBy: 'content' } as const;
const INVALID_LOG_FILE = { ...TAMPERED, about: 'log-file', closedBy: 'content' } as const;
const UNVERIFIED_LOG_FILE = { ...UNVERIFIED, about: 'log-file', closedBy: 'content' } as const;
/**
 * A chain, a Region or the trail as a whole: each run says anew whether it is so. What could not be read or listed is not
 * verified by anybody's word.
 */
const OF_EACH_RUN = { ...UNVERIFIED, closedBy: 'next-run', acknowledgedBy: 'nothing' } as const;
/** A time that no digest covers. */
const GAP = { ...UNVERIFIED, about: 'chain', closedBy: 'acknowledgement', notifies: 'at-once' } as const;

const KINDS = {
  // A digest file that exists
  'digest-malformed': {
    ...INVALID_DIGEST,
    sentence: 'the digest is not one whole gzip file of a digest document',
    awsCli: 'invalid format',
  },
  'digest-trailing-data': { ...INVALID_DIGEST, sentence: 'bytes follow the end of the gzip file of the digest' },
  'digest-moved': {
    ...INVALID_DIGEST,
    sentence: 'the digest was moved from the place that its signature names',
    awsCli: 'has been moved from its original location',
  },
  'digest-signature-invalid': {
    ...INVALID_DIGEST,
    sentence: ({ contentIsAuthentic }) =>
      contentIsAuthentic === true
        ? 'the signature in the metadata is lost or altered; the next digest verifies that the content is authentic'
        : 'the signature of the digest is not valid',
    awsCli: 'signature verification failed',
  },
  'digest-signature-unknown': {
    ...UNVERIFIED_DIGEST,
    sentence: 'the signature of the digest is unavailable, both in a sidecar file and in the next digest',
  },
  'digest-key-unknown': {
    ...INVALID_DIGEST,
    sentence: 'the digest names a public key that the Region never had at that time',
    awsCli: (region, { fingerprint }) => `public key not found in region ${region} for fingerprint ${fingerprint}`,
  },
  'digest-key-outside-validity': {
    ...UNVERIFIED_DIGEST,
    sentence: 'the digest is signed by a key outside of its time of validity',
  },
  'digest-unreadable': {
    ...UNVERIFIED_DIGEST,
    sentence: ({ cause }) => `the digest could not be read: ${describeCause(cause)}`,
  },
  'digest-too-large': { ...UNVERIFIED_DIGEST, sentence: 'the digest is larger than the validator reads' },
  'unexpected-content': {
    ...UNVERIFIED,
    about: 'object',
    closedBy: 'content',
    sentence: 'the signed digest holds something that is not as documented',
  },
  'digest-format-extended': {
    ...NOTICE,
    about: 'digest',
    sentence: 'signed digests have new fields that are not documented; all that is documented is verified',
  },
  'unexpected-object': {
    ...UNVERIFIED,
    about: 'object',
    closedBy: 'acknowledgement',
    sentence: 'the object lies among what CloudTrail writes, and CloudTrail does not write it',
  },
  'public-keys-unavailable': {
    ...OF_EACH_RUN,
    about: 'region',
    sentence: ({ cause }) =>
      `the public keys of the Region are unavailable: ${describeCause(cause)}; enable the Region, allow cloudtrail:ListPublicKeys, give a file of keys, or give a role in an account where the Region is on`,
  },
  'bucket-not-allowed': {
    ...UNVERIFIED,
    about: 'object',
    closedBy: 'content',
    notifies: 'at-once',
    sentence: ({ eventName }) =>
      `the digest names a location that is neither the trail's nor declared as a former one, ${
        eventName === undefined
          ? 'and no verified UpdateTrail event says who moved the trail'
          : 'and the trail was moved'
      }`,
  },
  'former-location-undeclared': {
    ...UNVERIFIED,
    about: 'chain',
    closedBy: 'declaration',
    notifies: 'at-once',
    sentence:
      'what was verified in this location is not looked at any more: the trail has another one by the configuration, which does not declare this one as a former one',
  },
  // The chain of digest files
  'digest-missing': {
    ...INVALID_DIGEST,
    about: 'missing-digest',
    sentence: ({ knownBy, computed, wasListed }) =>
      wasListed === true
        ? 'the digest vanished while it was being read'
        : knownBy === undefined
          ? `the digest is missing${computed === true ? '; its name follows from the hourly cadence' : '; the next digest names it'}`
          : `the digest is missing, and ${KNOWN_BY[String(knownBy)] ?? 'something'} shows that it was there`,
    awsCli: 'not found',
  },
  'digest-pending': {
    ...UNVERIFIED_DIGEST,
    about: 'missing-digest',
    metrics: ['unverified'],
    sentence: 'the digest is missing; it may still be redelivered',
  },
  'chain-broken': {
    ...TAMPERED,
    about: 'chain',
    closedBy: 'link',
    sentence: ({ knownBy }) =>
      knownBy === undefined
        ? 'the digest before this one is another document than the one that it links to'
        : 'the digest is another document than the one that an earlier run verified',
  },
  'chain-forked': { ...GAP, notifies: 'lasting', sentence: 'two digests link to the same digest before them' },
  'chain-started': {
    ...NOTICE,
    about: 'chain',
    sentence: 'the first digest of the chain; nothing is known before it',
  },
  'chain-restarted': {
    ...NOTICE,
    about: 'chain',
    sentence: ({ eventName }) =>
      eventName === undefined
        ? 'the chain was started anew without a gap'
        : 'the chain was started anew after its account or Region had ended, both by verified events',
  },
  'restart-pending': {
    ...UNVERIFIED,
    about: 'chain',
    closedBy: 'explanation',
    metrics: ['unverified'],
    sentence: 'the chain was started anew; what explains it may still be delivered',
  },
  'logging-stopped': {
    ...GAP,
    sentence: 'no digest verifies what was delivered in this time; logging was stopped or changed',
  },
  'unexplained-restart': {
    ...GAP,
    closedBy: 'explanation',
    severities: ['INCOMPLETE', 'INVALID'],
    sentence: ({ hasLogFiles, eventsUnread, eventName }) =>
      `no digest verifies what was delivered in this time, and ${
        eventsUnread === true
          ? 'the log files that could explain it could not be read'
          : eventName === undefined
            ? 'no verified event explains it'
            : 'the last digest before it does not reach the event that could explain it'
      }${hasLogFiles === true ? '; there are log files of that time' : ''}`,
  },
  'chain-stale': {
    ...OF_EACH_RUN,
    about: 'chain',
    notifies: 'at-once',
    acknowledgedBy: 'chain-end',
    metrics: ['stale-chains'],
    sentence: 'digests are due after the last one that is there',
  },
  'chain-ended': {
    ...NOTICE,
    about: 'chain',
    notifies: 'at-once',
    sentence: 'a verified event says that the account or the Region has ended: no new digests are due',
  },
  'chain-uncovered': { ...UNVERIFIED, about: 'chain', closedBy: 'coverage', sentence: 'no digest covers this time' },
  'no-digests': {
    ...OF_EACH_RUN,
    about: 'chain',
    notifies: 'at-once',
    acknowledgedBy: 'chain-end',
    sentence: 'there are no digests',
  },
  'not-validated': { ...OF_EACH_RUN, about: 'run', metrics: [], sentence: 'this time was not validated' },
  'nothing-verified': {
    ...OF_EACH_RUN,
    about: 'run',
    metrics: [],
    sentence: ({ isDue, hasDigests }) =>
      `nothing was verified: ${
        isDue === false
          ? 'no digest of this time is due yet'
          : hasDigests === true
            ? 'of all digests, none is valid'
            : 'there are no digests of this time'
      }`,
  },
  'listing-failed': {
    ...OF_EACH_RUN,
    about: 'chain',
    notifies: 'at-once',
    metrics: ['unverified', 'unverified-age', 'unreadable-chains'],
    sentence: ({ cause }) => `the objects could not be listed: ${describeCause(cause)}`,
  },
  // Log files
  'log-file-modified': {
    ...INVALID_LOG_FILE,
    sentence: ({ isTooLarge }) =>
      isTooLarge === true
        ? 'the log file has more bytes than CloudTrail writes, so its content is not what its digest signed'
        : "the log file's content is not what its digest signed",
    awsCli: "hash value doesn't match",
  },
  'log-file-malformed': {
    ...INVALID_LOG_FILE,
    sentence: 'the log file is not one whole gzip file',
    awsCli: 'invalid format',
  },
  'log-file-trailing-data': {
    ...INVALID_LOG_FILE,
    sentence: 'bytes follow the end of the gzip file of the log file',
    awsCli: 'unexpected data after end of compressed stream',
  },
  'log-file-missing': { ...INVALID_LOG_FILE, sentence: 'the log file is missing', awsCli: 'not found' },
  'log-file-unlisted': {
    ...INVALID_LOG_FILE,
    closedBy: 'listing',
    sentence:
      'no digest of this trail lists the log file, though its hour is verified; if a trail without log file validation writes to the bucket too, declare it (--unvalidated-trail, unvalidatedTrails)',
  },
  'log-file-unattributed': {
    ...UNVERIFIED_LOG_FILE,
    closedBy: 'listing',
    notifies: 'at-once',
    sentence:
      'no digest of this trail lists the log file; a declared trail without log file validation may have written it, and nothing verifies that',
  },
  'log-file-unverified': {
    ...UNVERIFIED_LOG_FILE,
    closedBy: 'listing',
    sentence: 'no digest can verify or disprove the log file',
  },
  'log-file-after-last-digest': {
    ...NOTICE,
    about: 'log-file',
    sentence:
      'no digest lists the log file: it was delivered after the last one of its chain, in the minutes before a verified event that ended it',
  },
  'log-file-unreadable': {
    ...UNVERIFIED_LOG_FILE,
    sentence: ({ cause }) => `the log file could not be read: ${describeCause(cause)}`,
  },
  'log-file-too-large': { ...UNVERIFIED_LOG_FILE, sentence: 'the log file is so large that the run left it unread' },
  'log-files-rewritten': {
    ...NOTICE,
    about: 'log-file',
    sentence: 'log files were written again after their digest, with the same content',
  },
  // The trail as a whole, and the validator's stored state
  'accounts-unknown': {
    ...NOTICE,
    about: 'trail',
    sentence: 'without AWS Organizations, accounts that were never seen are not noticed',
  },
  'regions-unknown': {
    ...NOTICE,
    about: 'trail',
    sentence: 'the enabled Regions of some accounts are unavailable; those that were never seen are not noticed yet',
  },
  'unvalidated-trail': {
    ...NOTICE,
    about: 'trail',
    sentence:
      'a trail without log file validation writes to this bucket now; declare it if you know who made it and since when it writes: whoever may create trails may create one to explain a planted log file',
  },
  'sweep-overdue': {
    ...OF_EACH_RUN,
    about: 'trail',
    notifies: 'at-once',
    sentence: ({ days }) => `no verification of everything that is kept has been complete for ${days} days`,
  },
  'lifecycle-too-short': {
    ...OF_EACH_RUN,
    about: 'trail',
    sentence: ({ days, retentionDays }) =>
      `the bucket deletes log files after ${days} days, and they must be there for ${retentionDays}`,
  },
  'lifecycle-unreadable': {
    ...OF_EACH_RUN,
    about: 'trail',
    sentence: ({ cause }) => `the lifecycle of the bucket could not be read: ${describeCause(cause)}`,
  },
  'checkpoint-rolled-back': {
    ...TAMPERED,
    about: 'trail',
    closedBy: 'acknowledgement',
    sentence: 'the stored checkpoints are older than the evidence, or differ from it',
  },
  'report-missing': {
    ...TAMPERED,
    about: 'trail',
    closedBy: 'acknowledgement',
    sentence: 'the report of a run is gone from the evidence: a later report, the table or a notification names it',
  },
  'report-forged': {
    ...TAMPERED,
    about: 'trail',
    closedBy: 'acknowledgement',
    sentence: 'the object lies among the reports in the evidence, and the validator did not write it',
  },
  'report-unsigned': {
    ...OF_EACH_RUN,
    about: 'trail',
    notifies: 'at-once',
    sentence: ({ cause }) =>
      `the report of a run could not be signed, so nobody can verify it without AWS: ${describeCause(cause)}`,
  },

  // Seals
  'sealed-version-missing': {
    ...TAMPERED,
    about: 'object',
    closedBy: 'acknowledgement',
    sentence: 'the version of the object that was verified and sealed was deleted for good before retention ends',
  },
  'sealed-object-changed': {
    ...NOTICE,
    about: 'object',
    sentence: ({ difference }) =>
      `${SEAL_DIFFERENCES[String(difference)] ?? 'the object differs from its seal'}; its day was read and verified in full`,
  },
  'seal-missing': {
    ...TAMPERED,
    about: 'trail',
    closedBy: 'acknowledgement',
    sentence: 'the seal of a day is gone from the evidence: a later seal names it',
  },
  'seal-forged': {
    ...TAMPERED,
    about: 'trail',
    closedBy: 'acknowledgement',
    sentence: 'the object lies among the seals in the evidence, and the validator did not write it as it is',
  },
  'bucket-not-versioned': {
    ...OF_EACH_RUN,
    about: 'trail',
    notifies: 'at-once',
    sentence: ({ cause }) =>
      cause === undefined
        ? 'the bucket of the log files does not keep versions: no seal holds, and everything is read'
        : `whether the bucket of the log files keeps versions could not be read: ${describeCause(cause)}; everything is read`,
  },
  'object-lock-weakened': {
    ...OF_EACH_RUN,
    about: 'trail',
    notifies: 'at-once',
    sentence: ({ cause, mode, days, expectedMode, expectedDays }) =>
      cause === undefined
        ? `the bucket locks new log files for ${days} days in the mode ${mode}, and was deployed with ${expectedDays} days in the mode ${expectedMode}`
        : `how the bucket locks log files could not be read: ${describeCause(cause)}`,
  },
  'object-lock-shortened': {
    ...UNVERIFIED,
    about: 'object',
    closedBy: 'acknowledgement',
    notifies: 'at-once',
    sentence: ({ cause, until, lockDays }) =>
      cause !== undefined
        ? `for how long the log file is locked could not be read: ${describeCause(cause)}`
        : `the log file is ${until === undefined ? 'not locked' : 'locked for a shorter time'}, and by the configuration it is for ${lockDays} days: its lock was shortened, or it was stored before that was configured`,
  },
  'log-key-unusable': {
    ...OF_EACH_RUN,
    about: 'trail',
    notifies: 'at-once',
    sentence: ({ cause, state }) =>
      cause === undefined
        ? `the key that encrypts the log files can't be used: its state is ${state}`
        : `the state of the key that encrypts the log files could not be read: ${describeCause(cause)}`,
  },
} as const satisfies Readonly<Record<string, FindingKind>>;

/** Stable once released: reports, metrics, the runbook and acknowledgements use the codes. */
export type FindingCode = keyof typeof KINDS;

/** Every code that a finding can have, with everything that follows from it. */
export const FINDINGS: Readonly<Record<FindingCode, FindingKind>> = KINDS;

const KNOWN_BY: Readonly<Record<string, string>> = {
  checkpoint: 'an earlier run',
  'delete marker': 'a delete marker',
  'older version': 'an older version',
};

const SEAL_DIFFERENCES: Readonly<Record<string, string>> = {
  'version-on-top': 'a later version was put over the one that is sealed',
  'version-beside': 'there is another version beside the one that is sealed',
  'delete-marker': 'somebody has deleted the object; its versions are kept',
  'other-size': 'the size of the sealed version is another one',
  'other-storage-class': 'the storage class of the sealed version is another one',
};
