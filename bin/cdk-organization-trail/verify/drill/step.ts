import type { Caller } from '../aws/caller';
import type { CallName } from '../aws/calls';
import type { ActionGrant, Context, Grant } from '../checks/check';
import type { Place } from '../plan/assembly';
import type { Plan } from '../plan/deployment';

/** What a step may use besides what checks may. */
export interface DrillContext extends Context {
  readonly caller: Caller;
  /** Makes calls that AWS denies, whatever they are; undefined where no role is named for the account. */
  readonly denied?: Caller;
}

/** One call of a drill: it is denied, or changes nothing. */
export interface Step {
  readonly id: string;
  readonly question: string;
  /** What is going to be done, and why nothing changes by it. */
  readonly announcement: string;
  /** The call that is to raise the alerts. What it reads before raises none. */
  readonly call: CallName;
  /** By which service CloudTrail records it in its event history; left out for data events, which are not in it. */
  readonly eventSource?: string;
  /** The ends of the names of the rules that match it. */
  readonly rules: readonly string[];
  /** Those that match it only where it is not denied. */
  readonly rulesOnSuccess?: readonly string[];
  /** The ends of the names of the metric filters that find it, and of their alarms. */
  readonly filters: readonly string[];
  readonly calls: { readonly [Name in CallName]?: (plan: Plan) => readonly Grant[] };
  readonly alsoNeeds?: (plan: Plan) => readonly ActionGrant[];
  /** Where it is made; undefined where the app has nothing for it. */
  place(plan: Plan): Place | undefined;
  /** Makes the call, and gives what AWS calls the request. */
  make(place: Place, context: DrillContext): Promise<string | undefined>;
}
