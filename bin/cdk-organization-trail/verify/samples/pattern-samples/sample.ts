// How samples for filter patterns are written, and records that several have.
import { record, signIn, WHO, type CloudTrailRecord } from '../record';

export interface Samples {
  /** Found, by what each stands for. */
  readonly found: Readonly<Record<string, CloudTrailRecord>>;
  /** Not found, by the term that each breaks. */
  readonly nearMisses: Readonly<Record<string, CloudTrailRecord>>;
}

/** One record for each call that a pattern lists; near misses by name and, where the pattern names it, by source. */
export function calls(eventSource: string, eventNames: readonly string[], otherSource?: string): Samples {
  return {
    found: Object.fromEntries(eventNames.map((name) => [name, record(eventSource, name)])),
    nearMisses: {
      ...Object.fromEntries(
        eventNames.flatMap((name) => [
          [`${name} with a letter more`, record(eventSource, `${name}s`)],
          [`${name} with a letter before`, record(eventSource, `X${name}`)],
          [`${name} in lower case`, record(eventSource, name.toLowerCase())],
        ]),
      ),
      ...(otherSource === undefined
        ? {}
        : Object.fromEntries(eventNames.map((name) => [`${name} of ${otherSource}`, record(otherSource, name)]))),
    },
  };
}

export const without = (fields: CloudTrailRecord, key: string): CloudTrailRecord =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

export const userSignIn = signIn('ConsoleLogin', 'Success', { additionalEventData: { MFAUsed: 'No' } });
export const wrongPassword = signIn('ConsoleLogin', 'Failure', { errorMessage: 'Failed authentication' });
export const rootCall = record('ec2.amazonaws.com', 'RunInstances', { userIdentity: WHO.root });
export const federatedSignIn = signIn('ConsoleLogin', 'Success', {
  userIdentity: WHO.role,
  additionalEventData: { MFAUsed: 'No' },
});
