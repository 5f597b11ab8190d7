import { gzipSync } from 'node:zlib';
import type { UnvalidatedTrail } from '../../../../lambda/core';
import type { Corpus } from '../bucket';
import { HOUR, logFileKey } from '../names';
import { ACCOUNT, logFileOf, REGION, removeHours, START, type Vector } from './vector';

const MINUTE = 60_000;
const DAY = 24 * HOUR;
const OTHER_ACCOUNT = '222222222222';

const arnOf = (account: string, name = 'second-trail') => `arn:aws:cloudtrail:us-east-1:${account}:trail/${name}`;
const SECOND: UnvalidatedTrail = { arn: arnOf(ACCOUNT) };
/** On a whole minute, in an hour that a digest covers. */
const DELIVERED = START + 2 * HOUR + 30 * MINUTE;

/** Where a log file lies of which no digest knows. */
interface Planted {
  readonly delivered?: number;
  readonly named?: number;
  readonly rename?: (key: string) => string;
}

/** A log file as a second trail without log file validation writes it, or as somebody plants it. */
function withSecond(
  name: string,
  declared: readonly UnvalidatedTrail[] | ((corpus: Corpus) => readonly UnvalidatedTrail[]),
  { delivered = DELIVERED, named = delivered, rename = (key) => key }: Planted = {},
): Vector {
  return {
    name: `log-file-of-a-second-trail-${name}`,
    change: (store, corpus) => {
      const key = rename(logFileKey(corpus.place, ACCOUNT, REGION, named, 'OFASECONDTRAIL00'));
      store.objects.set(key, { body: gzipSync('{"Records":[]}'), metadata: {}, lastModified: delivered });
    },
    request: (corpus) => ({
      unvalidatedTrails: typeof declared === 'function' ? declared(corpus) : declared,
      window: { start: START - 40 * DAY, end: corpus.end },
    }),
    codes: ['log-file-unlisted'],
    verdict: 'INVALID',
  };
}

/** One that a declared trail may have written: it is reported, and never valid. */
function explained(...given: Parameters<typeof withSecond>): Vector {
  return { ...withSecond(...given), codes: ['log-file-unattributed'], verdict: 'INCOMPLETE' };
}

function inOrganization(vector: Vector): Vector {
  return { ...vector, options: { organizationId: 'o-exampleorgid' } };
}

function beside(vector: Vector, more: Pick<Vector, 'name' | 'codes'> & Required<Pick<Vector, 'change'>>): Vector {
  return {
    ...vector,
    change: (store, corpus) => {
      vector.change?.(store, corpus);
      more.change(store, corpus);
    },
    name: more.name,
    codes: more.codes,
    verdict: 'INVALID',
  };
}

const declared = explained('that-is-declared', [SECOND]);

/** A second trail without log file validation in the same bucket, as it is declared and as it writes. */
export const UNVALIDATED_TRAIL_VECTORS: readonly Vector[] = [
  declared,
  withSecond('that-is-not-declared', []),
  // Which folders it writes
  explained('of-its-account-and-region', [{ ...SECOND, accountIds: [ACCOUNT], regions: ['eu-west-1', REGION] }]),
  withSecond('of-another-region', [{ ...SECOND, regions: ['eu-west-1'] }]),
  withSecond('of-another-account', [{ arn: arnOf(OTHER_ACCOUNT) }]),
  withSecond('of-another-account-that-claims-this-one', [{ arn: arnOf(OTHER_ACCOUNT), accountIds: [ACCOUNT] }]),
  withSecond('that-is-the-validated-trail', ({ trailArn }) => [{ arn: trailArn }]),
  withSecond('of-another-partition', [{ arn: SECOND.arn.replace('arn:aws:', 'arn:aws-cn:') }]),
  explained('that-is-one-of-two', [{ ...SECOND, regions: ['eu-west-1'] }, { arn: arnOf(ACCOUNT, 'third-trail') }]),
  inOrganization(explained('of-the-organization', [SECOND])),
  inOrganization(withSecond('of-the-organization-for-another-account', [{ ...SECOND, accountIds: [OTHER_ACCOUNT] }])),
  inOrganization(withSecond('of-an-account-that-does-not-manage-the-organization', [{ arn: arnOf(OTHER_ACCOUNT) }])),
  // When it writes
  explained('from-when-it-began', [{ ...SECOND, start: DELIVERED }]),
  withSecond('delivered-before-it-began', [{ ...SECOND, start: DELIVERED + 1 }], { named: DELIVERED }),
  withSecond('named-before-it-began', [{ ...SECOND, start: DELIVERED - 10 * MINUTE }], {
    named: DELIVERED - 11 * MINUTE,
  }),
  explained('until-it-ended', [{ ...SECOND, end: DELIVERED + 1 }]),
  withSecond('delivered-when-it-had-ended', [{ ...SECOND, end: DELIVERED }], { named: DELIVERED - 5 * MINUTE }),
  // How it names them
  explained('that-was-delivered-weeks-later', [SECOND], { named: DELIVERED - 29 * DAY }),
  withSecond('named-for-long-before', [SECOND], { named: DELIVERED - 31 * DAY }),
  withSecond('named-for-later', [SECOND], { named: DELIVERED + 2 * MINUTE }),
  withSecond('of-another-kind-of-name', [SECOND], { rename: (key) => `${key}.bak` }),
  withSecond('of-a-shorter-name', [SECOND], { rename: (key) => key.replace('OFASECONDTRAIL00', 'OFASECONDTRAIL') }),
  withSecond('in-the-folder-of-another-day', [SECOND], { rename: (key) => key.replace('/10/', '/09/') }),
  withSecond('in-a-folder-below', [SECOND], { rename: (key) => key.replace(/([^/]+)$/, '0/$1') }),
  // What else is found stays as it is
  beside(declared, {
    name: 'log-file-modified-beside-a-declared-trail',
    change: (store, corpus) => (store.get(logFileOf(corpus, 3)).body = gzipSync('{}')),
    codes: ['log-file-modified', 'log-file-unattributed'],
  }),
  beside(declared, {
    name: 'log-file-removed-beside-a-declared-trail',
    change: (store, corpus) => store.objects.delete(logFileOf(corpus, 5)),
    codes: ['log-file-missing', 'log-file-unattributed'],
  }),
  beside(declared, {
    name: 'digest-removed-beside-a-declared-trail',
    change: removeHours(5),
    codes: ['digest-missing', 'log-file-unattributed', 'log-file-unverified'],
  }),
];
