// Which alarms notify people at once, and which are sent once a day: one row a profile.
import type { Severity } from './deployed';

export interface Alarm {
  readonly name: string;
  readonly severity: Severity;
  /** Whether the template gives it an action when it starts, and one when it is over. */
  readonly hasActions: boolean;
  readonly hasEndAction: boolean;
}

export interface Profile {
  readonly name: string;
  /** Whether people are notified at once when the alarm starts. */
  readonly notifies: (alarm: Alarm) => boolean;
  readonly notifiesEnd: (alarm: Alarm) => boolean;
  /** Whether what is not sent at once is sent in one message a day. */
  readonly hasDigest: boolean;
}

const isGrave = ({ severity }: Alarm): boolean => severity === 'CRITICAL' || severity === 'HIGH';

export const PROFILES: readonly Profile[] = [
  {
    name: 'securityHub',
    notifies: ({ hasActions }) => hasActions,
    notifiesEnd: ({ hasActions, hasEndAction }) => hasActions && hasEndAction,
    hasDigest: false,
  },
  // Modelled by severity until the templates have it: then the actions of the alarms say so.
  { name: 'quiet', notifies: isGrave, notifiesEnd: () => false, hasDigest: true },
];
