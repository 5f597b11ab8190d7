// What the simulation finds in today's templates and should not: each fault with the places where it shows. The tests
// fail where a place is new, and where one that is listed is no longer found: what is mended is taken out of here.
import { FAULT, holdsEvidence, PROCEDURE, shortName, type Faults, type StackSpec } from '../support/lifecycle';

export const TWO = 'management account and log archive account';
export const ONE = 'management account alone';
export const ALONE = 'a single account without an organization';
export const ELSEWHERE = 'a home Region other than us-east-1';
const ALL = [TWO, ONE, ALONE, ELSEWHERE];

/** By fault and place, the layouts. */
const FAULTS_OF_LAYOUTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [FAULT.deniedAtRollback]: {
    'DigestValidation: KMS::Key': ALL,
    'LogArchive: KMS::Key': ALL,
    'LogArchive-GlobalAlerts-us-east-1: KMS::Key': [ELSEWHERE],
    'Trail: KMS::Key': ALL,
    'Trail-GlobalAlerts-us-east-1: KMS::Key': [ELSEWHERE],
  },
  [FAULT.stuckAtRollback]: {
    'DigestValidation: DynamoDB::Table': ALL,
    'DigestValidation: S3::Bucket': ALL,
    'LogArchive: S3::Bucket': ALL,
    'Trail: S3::Bucket': [ONE],
  },
  [FAULT.retry]: {
    'DigestValidation: DynamoDB::Table': ALL,
    'DigestValidation: S3::Bucket': ALL,
    'LogArchive: S3::Bucket': ALL,
    'Trail: S3::Bucket': [ONE],
  },
  [FAULT.otherKey]: {
    'DigestValidation: DynamoDB::Table': ALL,
    'DigestValidation: S3::Bucket': ALL,
  },
};

/** A document whose content changes, there and back. */
const OLD_DOCUMENT: Faults = {
  [FAULT.fails]: ['back: Trail: SSM::Document DuplicateDocumentContent'],
  [FAULT.oldDocument]: ['back', 'there'],
  [FAULT.updateRollback]: ['there: SSM::Document DuplicateDocumentContent'],
};

/** By the name of the move. */
export const FAULTS_OF_MOVES: Readonly<Record<string, Faults>> = {
  'another prefix': OLD_DOCUMENT,
  'one account': OLD_DOCUMENT,
  'another log bucket': {
    ...OLD_DOCUMENT,
    [FAULT.fails]: [
      'back: DigestValidation: S3::Bucket AlreadyExists, unless it is imported',
      'back: LogArchive: S3::Bucket AlreadyExists, unless it is imported',
      ...OLD_DOCUMENT[FAULT.fails],
    ],
    [FAULT.updateRollback]: ['there: S3::Bucket BucketNotEmpty', ...OLD_DOCUMENT[FAULT.updateRollback]],
  },
  'another name of the trail': {
    [FAULT.fails]: [
      'back: DigestValidation: KMS::Alias AlreadyExists, unless it is imported',
      'back: LogArchive: KMS::Alias AlreadyExists, unless it is imported',
      'back: Trail: KMS::Alias AlreadyExists, unless it is imported',
    ],
    [FAULT.leftActive]: ['there: CloudTrail::Trail'],
    [FAULT.updateRollback]: ['there: DynamoDB::Table DeletionProtection'],
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

export function faultsOfLayout(layout: string): Faults {
  const entries = Object.entries(FAULTS_OF_LAYOUTS).map(([fault, places]) => {
    const here = Object.entries(places).filter(([, layouts]) => layouts.includes(layout));
    return [fault, here.map(([place]) => place).sort()] as const;
  });
  return Object.fromEntries(entries.filter(([, places]) => places.length > 0));
}

/** Every stack is protected, and some hold what stays: each step that they need is in the README. */
export function proceduresOf(specs: readonly StackSpec[]): Faults {
  const keeping = specs.filter(({ template }) => Object.values(template.Resources).some(holdsEvidence));
  const steps = [
    [PROCEDURE.deletion, specs],
    [PROCEDURE.retry, specs],
    [PROCEDURE.keys, keeping],
    [PROCEDURE.rest, keeping],
  ] as const;
  return Object.fromEntries(
    steps.map(([{ name, command }, stacks]) => [`${name}: ${command}`, stacks.map(shortName).sort()]),
  );
}
