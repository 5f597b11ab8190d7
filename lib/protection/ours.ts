// How what belongs to the trail is known: in the fields of an event, and by ARN.
import { namePrefixes } from '../identity/names';
import type { TrailIdentity } from '../identity/trail-identity';
import { ValidationNames } from '../identity/validation-names';
import type { FieldMatchers, Matcher } from '../shared/event-pattern';
import type { ProtectionContext, Where } from './protected-resource';

/** Everything that this library makes is named after the trail, so that later parts are protected from their first day. */
export const namedOurs = ({ trail }: ProtectionContext, before = ''): Matcher[] =>
  namePrefixes(trail).map((prefix): Matcher => ({ prefix: `${before}${prefix}` }));

/** In an ARN, or in the part of one that some services accept. */
export const inArns = ({ trail }: ProtectionContext, before: string): Matcher[] =>
  namePrefixes(trail).map((prefix): Matcher => ({ wildcard: `*${before}${prefix}*` }));

/** The same matchers for each of these request parameters. */
export const parameters = (matchers: readonly Matcher[], ...names: string[]): FieldMatchers =>
  Object.fromEntries(names.map((name) => [`requestParameters.${name}`, matchers]));

/** Of a resource whose calls never say what they change. */
export const namesNothing = (): FieldMatchers => ({});

/** The ARNs in the log archive account. The Region is left open: alerts on calls of global services are in another one. */
export const archiveArns =
  (service: string, ...before: string[]) =>
  (trail: TrailIdentity): string[] =>
    before.flatMap((start) =>
      namePrefixes(trail).map(
        (prefix) => `arn:${trail.partition}:${service}:*:${trail.logArchiveAccountId}:${start}${prefix}*`,
      ),
    );

/** Of a resource that no policy of the organization names. */
export const noArns = (): string[] => [];

export const anyResource = (): string[] => ['*'];

export const bucketArns = (trail: TrailIdentity): string[] => [
  ...[trail.logBucketArn, trail.accessLogBucketArn, trail.evidenceBucketArn],
  new ValidationNames(trail).workBucketArn,
];

export const bucketNames = (trail: TrailIdentity): string[] => [
  ...[trail.logBucketName, trail.accessLogBucketName, trail.evidenceBucketName],
  new ValidationNames(trail).workBucketName,
];

const HOME = 'home Region';
const GLOBAL = 'us-east-1';

/** Where the events of calls arrive. */
export const WHERE = {
  everywhere: { isHere: () => true, words: 'everywhere' },
  trail: { isHere: ({ hasTrail }) => hasTrail, words: `management account, ${HOME}` },
  archive: { isHere: ({ hasArchive }) => hasArchive, words: `log archive account, ${HOME}` },
  both: { isHere: ({ hasTrail, hasArchive }) => hasTrail || hasArchive, words: `both accounts, ${HOME}` },
  iam: { isHere: ({ hasIamEvents }) => hasIamEvents, words: `both accounts, ${GLOBAL}` },
  organizations: {
    isHere: ({ hasOrganizationEvents }) => hasOrganizationEvents,
    words: `management account, ${GLOBAL}`,
  },
  account: {
    isHere: ({ hasIamEvents, hasOrganizationEvents }) => hasIamEvents || hasOrganizationEvents,
    words: `both accounts, ${GLOBAL}`,
  },
} satisfies Record<string, Where>;
