import { escapeText } from '../../../lambda/core/format/escape';
import type { Outcome } from '../../shared/exit-status';
import type { Forms } from '../../shared/whole-report';
import type { Answer } from './ask';

const SCHEMA_VERSION = 1;

/** The answers as text and for programs. What AWS says is untrusted text. */
export function formsOf(accountId: string, answers: readonly Answer[]): Forms {
  return {
    text: answers.map((answer) => `${lineOf(answer)}\n`).join(''),
    json: { schemaVersion: SCHEMA_VERSION, accountId, checks: answers.map(jsonOf) },
  };
}

/** What is missing outweighs what is unknown. A warning is for people, and changes nothing. */
export function outcomeOf(answers: readonly Answer[]): Outcome {
  const has = (state: Answer['state']) => answers.some((answer) => answer.state === state);
  return has('missing') ? 'failed' : has('unknown') ? 'incomplete' : 'passed';
}

function lineOf({ state, what, found, todo }: Answer): string {
  if (state === 'ok') return `ok       ${what}`;
  return `${state.padEnd(7)}  ${what}: ${escapeText(found ?? '')}\n         do: ${todo}`;
}

function jsonOf({ state, what, accountId, found, todo }: Answer) {
  return { state, what, accountId, found: found ?? null, todo: todo ?? null };
}
