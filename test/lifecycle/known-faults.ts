// What the simulation finds in today's templates and should not: each fault with the places where it shows. The tests
// fail where a place is new, and where one that is listed is no longer found: what is mended is taken out of here.
import { FAULT, holdsEvidence, PROCEDURE, shortName, type Faults, type StackSpec } from '../support/lifecycle';

export const TWO = 'management account and log archive account';
export const ONE = 'management account alone';
export const ALONE = 'a single account without an organization';
export const ELSEWHERE = 'a home Region other than us-east-1';

/** By the name of the move. */
export const FAULTS_OF_MOVES: Readonly<Record<string, Faults>> = {
  'another log bucket': {
    [FAULT.fails]: [
      'back: DigestValidation: S3::Bucket AlreadyExists, unless it is imported',
      'back: LogArchive: S3::Bucket AlreadyExists, unless it is imported',
    ],
    [FAULT.updateRollback]: ['there: S3::Bucket BucketNotEmpty'],
  },
  'another name of the trail': {
    [FAULT.fails]: [
      'back: DigestValidation: KMS::Alias AlreadyExists, unless it is imported',
      'back: LogArchive: KMS::Alias AlreadyExists, unless it is imported',
      'back: Trail: KMS::Alias AlreadyExists, unless it is imported',
    ],
    [FAULT.leftActive]: ['there: CloudTrail::Trail'],
  },
  'another home Region': {
    [FAULT.fails]: [
      'there: DigestValidation: DynamoDB::Table AccessDenied dynamodb:UpdateContinuousBackups',
      'there: Guardrail: Organizations::Policy AlreadyExists',
      'there: LogArchive-GlobalAlerts-us-east-1: KMS::Alias AlreadyExists',
      'there: LogArchive: SNS::TopicPolicy AccessDenied sns:SetTopicAttributes',
      'there: Trail-GlobalAlerts-us-east-1: KMS::Alias AlreadyExists',
      'there: Trail: IAM::Role AlreadyExists',
    ],
  },
};

/** By who deploys. */
export const FAULTS_OF_DEPLOYERS: Readonly<Record<string, Faults>> = {
  'a pipeline of a third account': {
    [FAULT.lockedOut]: ['DigestValidation: sts:AssumeRole', 'LogArchive: sts:AssumeRole'],
  },
};

/** Every stack is protected, and some hold what stays: each step that they need is in the README. */
export function proceduresOf(specs: readonly StackSpec[]): Faults {
  const keeping = specs.filter(({ template }) => Object.values(template.Resources).some(holdsEvidence));
  const steps = [
    [PROCEDURE.deletion, specs],
    [PROCEDURE.retry, specs],
    [PROCEDURE.filled, specs.filter(fillsBucket)],
    [PROCEDURE.keys, keeping],
    [PROCEDURE.rest, keeping],
  ] as const;
  return Object.fromEntries(
    steps.map(([{ name, command }, stacks]) => [`${name}: ${command}`, stacks.map(shortName).sort()]),
  );
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
