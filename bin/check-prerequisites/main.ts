import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { CONTEXT_KEY, readConfiguration } from '../app-configuration';
import { awsReads, callerAccountId } from './aws';
import { ask, checksOf, type Answer, type Target } from './checks';

export const USAGE = `usage: check-prerequisites [--config FILE]

Tells what must stand before the first deployment of the organization trail and does not yet.
It reads and changes nothing. Each account is looked at with its own credentials: run it once in each.

  --config FILE   the cdk.json whose context describes the trail (default: cdk.json)
  --help          this text

exit status: 0 everything that was asked stands, 1 something is missing,
             2 something could not be checked, 3 it could not run

example: AWS_PROFILE=management npx -p cdk-organization-trail check-prerequisites
`;

export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs the command and gives its exit status. */
export async function main(args: readonly string[], { out, err }: Output): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help) {
      out(USAGE);
      return 0;
    }
    const target = await readTarget(values.config ?? 'cdk.json');
    const answers = await ask(checksOf(target), await callerAccountId(target.homeRegion), awsReads(target.homeRegion));
    answers.forEach((answer) => out(`${describe(answer)}\n`));
    return statusOf(answers);
  } catch (error) {
    err(`check-prerequisites: ${(error as Error).message}\n`);
    return 3;
  }
}

async function readTarget(file: string): Promise<Target> {
  const { context = {} } = JSON.parse(await readFile(file, 'utf8')) as { context?: Record<string, unknown> };
  const configuration = readConfiguration(context[CONTEXT_KEY]);
  const { organizationId, managementAccountId, homeRegion, guardrailTargetIds = [] } = configuration;
  return {
    organizationId,
    managementAccountId,
    homeRegion,
    logArchiveAccountId: configuration.logArchiveAccountId ?? managementAccountId,
    bootstrapQualifier: String(context['@aws-cdk/core:bootstrapQualifier'] ?? 'hnb659fds'),
    hasGuardrails: guardrailTargetIds.length > 0,
    needsConfigRecorder: configuration.configRecorder !== 'create',
  };
}

function describe(answer: Answer): string {
  switch (answer.state) {
    case 'stands':
      return `ok       ${answer.what}`;
    case 'missing':
      return `missing  ${answer.what}: ${answer.found}\n         do: ${answer.command}`;
    case 'unknown':
      return `unknown  ${answer.what}: ${answer.reason}\n         do: ${answer.todo}`;
  }
}

function statusOf(answers: readonly Answer[]): number {
  const has = (state: Answer['state']) => answers.some((answer) => answer.state === state);
  return has('missing') ? 1 : has('unknown') ? 2 : 0;
}
