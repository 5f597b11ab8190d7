import type { Answer, CheckResult } from '../checks/run';
import type { Plan } from '../plan/deployment';

const SCHEMA_VERSION = 1;

/** The report for programs: every answer of every check. */
export function jsonOf(results: readonly CheckResult[], { trail }: Plan, time: number) {
  return {
    schemaVersion: SCHEMA_VERSION,
    time: new Date(time).toISOString(),
    trailArn: trail.arn,
    checks: results.map(({ id, question, answers }) => ({ id, question, answers: answers.map(answerOf) })),
  };
}

function answerOf({ subject: { name, accountId, region, stack }, verdict }: Answer) {
  const { status: state, detail: found } = verdict;
  return {
    state,
    name,
    accountId,
    region,
    stack: stack?.name ?? null,
    found,
    todo: verdict.status === 'ok' ? null : verdict.remedy,
  };
}
