import type { CallName, Input, Output } from '../aws/calls';
import type { Place, SynthesizedStack } from '../plan/assembly';
import type { Plan } from '../plan/deployment';
import type { Resolver } from '../plan/resolve';

/** One thing that a check asks about. */
export interface Subject extends Place {
  readonly name: string;
  /** The stack that makes it. */
  readonly stack?: Pick<SynthesizedStack, 'name' | 'path'>;
}

/** What a check found about a subject. What could not be checked is never in order. */
export type Verdict =
  | { readonly status: 'ok'; readonly detail: string }
  | { readonly status: 'failed' | 'could-not-check'; readonly detail: string; readonly remedy: string };

/** What a call needs to be allowed to do in an account. */
export interface Grant {
  readonly accountId: string;
  /** The ARNs that the call is about; `*` where IAM takes no other. */
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A grant of actions that belong to no call of ours. */
export interface ActionGrant extends Grant {
  readonly actions: readonly string[];
}

/** A stack as it is deployed. */
export interface DeployedStack {
  readonly status: string;
  readonly terminationProtection: boolean;
  readonly createdAt: number;
  /** Gives the values of its template. */
  readonly resolver: Resolver;
}

/** What a check may use: the plan, the calls that it has named, and the time. */
export interface Context<Name extends CallName = CallName> {
  readonly plan: Plan;
  /** Milliseconds since 1970. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  /** Makes the call; what has been asked before is not asked again. */
  read<Call extends Name>(call: Call, place: Place, input: Input<Call>): Promise<Output<Call>>;
  /** The same, with all pages of the answer. */
  pages<Call extends Name>(call: Call, place: Place, input: Input<Call>): Promise<Output<Call>[]>;
  /** Makes the call once more. */
  repeat<Call extends Name>(call: Call, place: Place, input: Input<Call>): Promise<Output<Call>>;
  /** The stack as it is deployed, by calls that every check may make. */
  deployed(stack: SynthesizedStack): Promise<DeployedStack>;
}

/** One question to AWS about what is deployed. */
export interface Check<On extends Subject = Subject, Name extends CallName = CallName> {
  readonly id: string;
  /** What it asks, as a sentence. */
  readonly question: string;
  /** The calls it makes, and what each needs to be allowed to do. */
  readonly calls: { readonly [Call in Name]: (plan: Plan) => readonly Grant[] };
  /** What AWS does in the caller's name besides. */
  readonly alsoNeeds?: (plan: Plan) => readonly ActionGrant[];
  /** What it asks about; nothing where the app has no such thing. */
  subjects(plan: Plan): readonly On[];
  ask(subject: On, context: Context<Name>): Promise<Verdict>;
}

/** A check whose function can use no calls but those that it names. */
export function defineCheck<On extends Subject, Name extends CallName>(check: Check<On, Name>): Check {
  return check as unknown as Check;
}

export const ok = (detail: string): Verdict => ({ status: 'ok', detail });

export const failed = (detail: string, remedy: string): Verdict => ({ status: 'failed', detail, remedy });

export const couldNotCheck = (detail: string, remedy: string): Verdict => ({
  ...{ status: 'could-not-check', detail, remedy },
});

/** The first few of a list, and how many there are besides. */
export function some(items: readonly string[], most = 5): string {
  const rest = items.length - most;
  return rest > 0 ? `${items.slice(0, most).join(', ')} and ${rest} more` : items.join(', ');
}
