import { createInterface } from 'node:readline/promises';
import { escapeText } from '../../../lambda/core/format/escape';
import { CannotRun } from '../../shared/failure';
import type { Io } from '../../shared/io';
import { Sink } from '../../shared/sink';
import { alarmTopics } from './checks/alarm-topics';
import { STEPS } from './drill/steps';
import type { Plan } from './plan/deployment';

/** Shows what is going to be done, beside the report. */
export async function announce({ stderr }: Io, text: string): Promise<void> {
  const err = new Sink(stderr, 'standard error');
  await err.write(text);
  await err.flush();
}

export function announceTest(plan: Plan): string {
  const topics = alarmTopics(plan).map(
    ({ topicArn, name, accountId, region }) => `  ${escapeText(topicArn ?? `${name} (${accountId} ${region})`)}\n`,
  );
  return `A message that says that it is a test is sent to each of these topics, and so to everybody who is subscribed:\n${topics.join('')}`;
}

export function announceDrill(plan: Plan): string {
  const steps = STEPS.flatMap(({ announcement, place }) => {
    const where = place(plan);
    return where === undefined ? [] : [`  ${where.accountId} ${where.region}: ${announcement}\n`];
  });
  const { accountId, region } = plan.trail;
  const repair = `  ${accountId} ${region}: a run of the repair that writes nothing, by its parameter DryRun\n`;
  return [
    'These calls are made. Each is denied or changes nothing, and each raises real alerts: warn whoever is on call.\n',
    ...steps,
    repair,
  ].join('');
}

/** Goes on where the user agrees, and ends the command elsewhere. */
export async function confirmDrill(io: Io): Promise<void> {
  if (io.stdin?.isTTY !== true) {
    throw new CannotRun('--drill needs an answer, and there is no terminal to ask at', 'add --yes to agree beforehand');
  }
  const answer = await promptFor(io, 'Make these calls? Type yes: ');
  if (answer.trim().toLowerCase() !== 'yes') throw new CannotRun('the drill was not agreed to, no call was made');
}

/** Asks for the code of an MFA device, for a profile that wants one. */
export function askForCode(io: Io, serial: string): Promise<string> {
  return promptFor(io, `Code of the MFA device ${escapeText(serial)}: `);
}

/** What the user types. */
async function promptFor({ stdin, stderr }: Io, question: string): Promise<string> {
  if (stdin === undefined) throw new CannotRun('there is nobody to ask', 'run it at a terminal');
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
