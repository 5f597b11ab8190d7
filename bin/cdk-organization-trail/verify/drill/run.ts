import { CallFailure, type FailureKind } from '../aws/failure';
import { couldNotCheck, failed, ok, type Verdict } from '../checks/check';
import { verdictOnError, type Answer, type CheckResult } from '../checks/run';
import { MINUTE } from '../checks/times';
import type { Place } from '../plan/assembly';
import { arrivalsOf, type Arrival, type Made } from './arrivals';
import type { DrillContext, Step } from './step';

/** How long an alert is waited for. An alarm on the log group takes CloudTrail's five minutes and its own. */
const LONGEST_WAIT = 20 * MINUTE;
const POLL = 20_000;

/** Makes the calls, one after the other in each account, and reports where each was seen. */
export async function runDrill(steps: readonly Step[], context: DrillContext): Promise<CheckResult[]> {
  const accounts = new Map<string | undefined, Promise<unknown>>();
  const results = steps.map((step) => {
    const place = step.place(context.plan);
    const before = accounts.get(place?.accountId) ?? Promise.resolve();
    const result = before.then(() => (place === undefined ? [] : runStep(step, place, context)));
    accounts.set(place?.accountId, result);
    return result.then((answers) => ({ id: step.id, question: step.question, answers }));
  });
  return Promise.all(results);
}

async function runStep(step: Step, place: Place, context: DrillContext): Promise<Answer[]> {
  const subject = { ...place, name: 'the call' };
  try {
    const made = await make(step, place, context);
    const call = { subject, verdict: ok(made.denial ?? 'made') };
    return [call, ...(await waitFor(made, context))];
  } catch (error) {
    const verdict = verdictOnError(error, subject);
    return [
      { subject, verdict: verdict.status === 'failed' ? couldNotCheck(verdict.detail, verdict.remedy) : verdict },
    ];
  }
}

/** How AWS says that it did not do a call that it has recorded. */
const UNDONE: readonly FailureKind[] = ['access-denied', 'not-found', 'condition-failed'];

/** A call that AWS denies, or that finds nothing to change, is made as well: it alerts all the same. */
async function make(step: Step, place: Place, context: DrillContext): Promise<Made> {
  const time = context.now();
  try {
    return { step, place, time, requestId: await step.make(place, context) };
  } catch (error) {
    if (!(error instanceof CallFailure) || error.request?.call !== step.call) throw error;
    if (!UNDONE.includes(error.kind)) throw error;
    return { step, place, time, requestId: error.request.id, denial: error.message };
  }
}

async function waitFor(made: Made, context: DrillContext): Promise<Answer[]> {
  const arrivals = arrivalsOf(made, context);
  const verdicts = new Map<Arrival, Verdict>();
  const deadline = context.now() + LONGEST_WAIT;
  for (;;) {
    const open = arrivals.filter((arrival) => !verdicts.has(arrival));
    const isLast = context.now() >= deadline;
    await Promise.all(open.map(async (arrival) => put(verdicts, arrival, await verdictOn(arrival, made, isLast))));
    if (verdicts.size === arrivals.length) break;
    await context.wait(POLL);
  }
  return arrivals.map((arrival) => ({
    ...{ subject: { ...made.place, name: arrival.name }, verdict: verdicts.get(arrival)! },
  }));
}

function put(verdicts: Map<Arrival, Verdict>, arrival: Arrival, verdict: Verdict | undefined): void {
  if (verdict) verdicts.set(arrival, verdict);
}

/** Undefined while it may still come. */
async function verdictOn(arrival: Arrival, { place }: Made, isLast: boolean): Promise<Verdict | undefined> {
  try {
    const { seen, hidden } = await arrival.look();
    if (seen !== undefined) return ok(seen);
    if (!isLast) return undefined;
    if (hidden !== undefined) return couldNotCheck(hidden, 'run it again when the alarm is OK');
    return failed('not seen within 20 minutes', 'look at the rule, its target and the policies of the topic');
  } catch (error) {
    return verdictOnError(error, { ...place, name: arrival.name });
  }
}
