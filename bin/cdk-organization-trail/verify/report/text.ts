import { escapeText } from '../../../../lambda/core/format/escape';
import { some, type Verdict } from '../checks/check';
import type { Answer, CheckResult } from '../checks/run';

type State = Verdict['status'];

const MARKS: Readonly<Record<State, string>> = {
  ok: 'ok',
  failed: 'FAILED',
  'could-not-check': 'could not check',
};

const WIDTH = Math.max(...Object.values(MARKS).map((mark) => mark.length));

/** More answers than this that are in order are given by their number. */
const MOST_OK = 4;
const MOST_NAMES = 4;

/** The report for people: each question with its answers. */
export function textOf(results: readonly CheckResult[]): string {
  const without = results.filter(({ answers }) => answers.length === 0);
  return [
    ...results.filter(({ answers }) => answers.length > 0).map(sectionOf),
    ...(without.length > 0 ? [`Nothing in this app to ask about: ${without.map(({ id }) => id).join(', ')}\n`] : []),
    `${summaryOf(results)}\n`,
  ].join('\n');
}

function sectionOf({ id, question, answers }: CheckResult): string {
  const groups = groupsOf(answers);
  const inOrder = groups.filter(([{ verdict }]) => verdict.status === 'ok');
  const others = groups.filter(([{ verdict }]) => verdict.status !== 'ok');
  const count = inOrder.flat().length;
  const lines = count > MOST_OK ? [line('ok', `${count} of ${answers.length}`)] : inOrder.map(textOfGroup);
  return [`${question} [${id}]`, ...lines, ...others.map(textOfGroup), ''].join('\n');
}

/** Answers that say the same about several things of one account and Region are given once. */
function groupsOf(answers: readonly Answer[]): Answer[][] {
  const groups = new Map<string, Answer[]>();
  for (const answer of answers) {
    const { subject, verdict } = answer;
    const key = JSON.stringify([subject.accountId, subject.region, verdict.status, verdict.detail]);
    groups.set(key, [...(groups.get(key) ?? []), answer]);
  }
  return [...groups.values()];
}

function textOfGroup(answers: readonly Answer[]): string {
  const [{ subject, verdict }] = answers;
  const names = some(
    answers.map((answer) => answer.subject.name),
    MOST_NAMES,
  );
  const text = line(verdict.status, escapeText(`${names} (${subject.accountId} ${subject.region}): ${verdict.detail}`));
  return verdict.status === 'ok' ? text : `${text}\n  ${''.padEnd(WIDTH)}  do: ${escapeText(remedyOf(answers))}`;
}

function remedyOf(answers: readonly Answer[]): string {
  const remedies = answers.flatMap(({ verdict }) => (verdict.status === 'ok' ? [] : [verdict.remedy]));
  const [first] = remedies;
  return remedies.every((remedy) => remedy === first) ? first : `${first} (for the others likewise)`;
}

function line(state: State, text: string): string {
  return `  ${MARKS[state].padEnd(WIDTH)}  ${text}`;
}

function summaryOf(results: readonly CheckResult[]): string {
  const states = results.flatMap(({ answers }) => answers.map(({ verdict }) => verdict.status));
  const count = (state: State) => states.filter((found) => found === state).length;
  return `${count('ok')} ok, ${count('failed')} failed, ${count('could-not-check')} could not be checked`;
}
