// What the simulation finds in the templates: the steps that somebody takes by hand, each with the stacks that need it. The
// tests fail where a place is new, and where one that is listed is no longer found.
import {
  FAULT,
  holdsEvidence,
  PROCEDURE,
  shortName,
  type Faults,
  type Procedure,
  type StackSpec,
} from '../support/lifecycle';

export const TWO = 'management account and log archive account';
export const ONE = 'management account alone';
export const ALONE = 'a single account without an organization';
export const ELSEWHERE = 'a home Region other than us-east-1';

/** By the name of the move: the steps that it needs, with the stacks that need them. */
export const PROCEDURES_OF_MOVES: Readonly<Record<string, Faults>> = {
  'no guardrail': { [stepOf(PROCEDURE.deletion)]: ['Guardrail'] },
  'another bootstrap': { [stepOf(PROCEDURE.deletion)]: ['Guardrail'] },
  'another log bucket': {
    [stepOf(PROCEDURE.named)]: ['DigestValidation', 'LogArchive'],
    [stepOf(PROCEDURE.stuck)]: ['LogArchive'],
  },
  'another name of the trail': {
    [stepOf(PROCEDURE.named)]: ['DigestValidation', 'LogArchive', 'Trail'],
    [stepOf(PROCEDURE.oldTrail)]: ['Trail'],
  },
};

/** By who deploys. The app does not know of the first one; inside of a Stage, where pipelines deploy, synthesis demands it. */
export const FAULTS_OF_DEPLOYERS: Readonly<Record<string, Faults>> = {
  'a pipeline of a third account': {
    [FAULT.lockedOut]: ['DigestValidation: sts:AssumeRole', 'LogArchive: sts:AssumeRole'],
  },
};

/** Every stack is protected, and some hold what stays: each step that they need is in the documents. */
export function proceduresOf(specs: readonly StackSpec[]): Faults {
  const keeping = specs.filter(({ template }) => Object.values(template.Resources).some(holdsEvidence));
  const steps = [
    [PROCEDURE.deletion, specs],
    [PROCEDURE.retry, specs],
    [PROCEDURE.filled, specs.filter(fillsBucket)],
    [PROCEDURE.keys, keeping],
    [PROCEDURE.rest, keeping],
  ] as const;
  return Object.fromEntries(steps.map(([step, stacks]) => [stepOf(step), stacks.map(shortName).sort()]));
}

export function stepOf({ name, command }: Procedure): string {
  return `${name}: ${command}`;
}

/** With access logs of another bucket of the stack, or with what AWS Config delivers: no key of ours encrypts either. */
function fillsBucket({ template }: StackSpec): boolean {
  const resources = Object.values(template.Resources);
  const names = resources.map(({ Properties }) => Properties?.BucketName ?? 'none');
  return resources.some(({ Type, Properties }) => {
    const { DestinationBucketName } = (Properties?.LoggingConfiguration ?? {}) as { DestinationBucketName?: string };
    return Type === 'AWS::Config::DeliveryChannel' || names.includes(DestinationBucketName ?? 'no logs');
  });
}
