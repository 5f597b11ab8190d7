// How samples of calls are written: an event name and its request parameters, spelled as each service records them.
import {
  HOME_REGION,
  LOG_ARCHIVE_ACCOUNT,
  MANAGEMENT_ACCOUNT,
  record,
  denied,
  WHO,
  type CloudTrailRecord,
} from '../record';

/** The key of the log archive, as the test resolves the references to it. */
export const TRAIL_KEY = {
  keyId: 'TrailKey',
  keyArn: `arn:aws:kms:${HOME_REGION}:${LOG_ARCHIVE_ACCOUNT}:key/TrailKey`,
};

export const TRAIL = 'organization-trail';

/** The database of its tables. */
export const DATABASE = 'organization_trail';

/** A stack of the trail, in whose place the test and "verify" put one of the account and Region. */
export const STACK = 'OrganizationTrail-Example';

const arn = (service: string, account: string, resource: string) =>
  `arn:aws:${service}:${HOME_REGION}:${account}:${resource}`;
export const trailAccountArn = (service: string, resource: string) => arn(service, MANAGEMENT_ACCOUNT, resource);
export const archiveArn = (service: string, resource: string) => arn(service, LOG_ARCHIVE_ACCOUNT, resource);

type Call = readonly [eventName: string, requestParameters: CloudTrailRecord | null, more?: CloudTrailRecord];

export interface TamperSamples {
  /** Calls that raise the alert, by the form in which each names what it changes. */
  readonly raising: Readonly<Record<string, CloudTrailRecord>>;
  /** About something else. */
  readonly nearMisses: Readonly<Record<string, CloudTrailRecord>>;
}

export type SamplesByAlert = Readonly<Record<string, TamperSamples>>;

/** A denied call without parameters, another service and a reading call are added to those that are given. */
export function samples(
  eventSource: string,
  raising: Readonly<Record<string, Call>>,
  nearMisses: Readonly<Record<string, Call>>,
): TamperSamples {
  const records = (calls: Readonly<Record<string, Call>>) =>
    Object.fromEntries(
      Object.entries(calls).map(([form, [eventName, requestParameters, more]]) => [
        `${eventName}: ${form}`,
        record(eventSource, eventName, { requestParameters, ...more }),
      ]),
    );
  const [[eventName]] = Object.values(raising);
  return {
    raising: {
      ...records(raising),
      [`${eventName}: denied, without parameters`]: denied(record(eventSource, eventName)),
    },
    nearMisses: {
      ...records(nearMisses),
      [`${eventName} of another service`]: denied(record('another-service.amazonaws.com', eventName)),
      'a call that changes nothing': record(eventSource, 'DescribeSomething'),
    },
  };
}

/** A call of another service than the others of its alert. */
export const of = (service: string): CloudTrailRecord => ({ eventSource: `${service}.amazonaws.com` });

/** A call by a role of digest validation. */
export const by = (role: string): CloudTrailRecord => ({
  userIdentity: {
    ...WHO.role,
    sessionContext: {
      ...WHO.role.sessionContext,
      sessionIssuer: {
        ...WHO.role.sessionContext.sessionIssuer,
        arn: `arn:aws:iam::${LOG_ARCHIVE_ACCOUNT}:role/${TRAIL}-${role}`,
      },
    },
  },
});
