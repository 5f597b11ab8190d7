import type { ReadFailure, ReadFailureReason } from './store';

/** How much of an answer a finding holds: AWS names the action, the resource and the policy before that. */
const MOST_OF_ANSWER = 400;

const CAUSES: Readonly<Record<Exclude<ReadFailureReason, 'stopped'>, string>> = {
  absent: 'it is not there',
  denied: 'access is denied',
  undecryptable: 'its KMS key cannot be used',
  archived: 'it is archived and has to be restored first',
  'no-bucket': 'the bucket does not exist',
  'region-unavailable': 'the Region is off or out of reach',
  'no-keys': 'it gave none, though each Region has some',
  'no-credentials': 'the credentials are missing or have expired',
  'unsafe-path': 'its path leads out of the folder',
  transient: 'it still failed after all retries',
};

/** What is over in a while by itself: a service that throttles, fails or does not answer. */
const PASSING: readonly unknown[] = ['transient', 'no-keys'] satisfies ReadFailureReason[];

/** Whether a read failure may be over by the next run, by its reason as a finding holds it. */
export function isPassing(cause: unknown): boolean {
  return PASSING.includes(cause);
}

/** What a finding holds of a read failure: the reason, and the answer word for word, which is untrusted text. */
export function causeOf({ failure: cause, detail: answer }: ReadFailure): { cause: string; answer?: string } {
  return { cause, ...(answer !== undefined && { answer: answer.slice(0, MOST_OF_ANSWER) }) };
}

/** Words the reason of a read failure, as a finding holds it. */
export function describeCause(cause: unknown): string {
  return Object.hasOwn(CAUSES, String(cause)) ? CAUSES[cause as keyof typeof CAUSES] : 'it failed';
}
