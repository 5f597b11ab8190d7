// What the simulation finds in today's templates and should not: each fault with the places where it shows. The tests
// fail where a place is new, and where one that is listed is no longer found: what is mended is taken out of here.
import { FAULT, PROCEDURE, shortName, type Faults, type StackSpec } from '../support/lifecycle';

export const TWO = 'management account and log archive account';
export const ONE = 'management account alone';
export const ALONE = 'a single account without an organization';
export const ELSEWHERE = 'a home Region other than us-east-1';
const ALL = [TWO, ONE, ALONE, ELSEWHERE];
const APART = [TWO, ELSEWHERE];

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
  [FAULT.comesBackTaken]: {
    'DigestValidation: Events::Rule': ALL,
    'DigestValidation: SQS::Queue': ALL,
    'Guardrail: Organizations::Policy': APART,
    'LogArchive: Events::Rule': APART,
    'LogArchive: SNS::Topic': APART,
    'LogArchive-GlobalAlerts-us-east-1: Events::Rule': [ELSEWHERE],
    'LogArchive-GlobalAlerts-us-east-1: SNS::Topic': [ELSEWHERE],
    'Trail: Config::ConfigurationRecorder': [ONE],
    'Trail: Config::DeliveryChannel': [ONE],
    'Trail: Config::RemediationConfiguration': ALL,
    'Trail: Events::Rule': ALL,
    'Trail: SNS::Topic': ALL,
    'Trail-GlobalAlerts-us-east-1: Events::Rule': [ELSEWHERE],
    'Trail-GlobalAlerts-us-east-1: SNS::Topic': [ELSEWHERE],
  },
  [FAULT.comesBackTwice]: { 'Trail: Logs::QueryDefinition': ALL },
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
  'another e-mail address': { [FAULT.leftActive]: ['back: SNS::Subscription', 'there: SNS::Subscription'] },
  'no guardrail': {
    [FAULT.fails]: ['back: Guardrail: Organizations::Policy AlreadyExists'],
    [FAULT.leftActive]: ['there: Organizations::Policy'],
  },
  'a filter and a rule less': {
    [FAULT.fails]: [
      'back: DigestValidation: Events::Rule AlreadyExists',
      'back: LogArchive: Events::Rule AlreadyExists',
      'back: Trail: Logs::MetricFilter AlreadyExists',
    ],
    [FAULT.leftActive]: ['there: Events::Rule'],
  },
  'another name of the trail': {
    [FAULT.fails]: [
      'back: DigestValidation: KMS::Alias AlreadyExists',
      'back: LogArchive: KMS::Alias AlreadyExists',
      'back: Trail: SSM::Document AlreadyExists',
    ],
    [FAULT.leftActive]: [
      ...['CloudTrail::Trail', 'CloudWatch::Alarm', 'Config::ConfigRule', 'Config::RemediationConfiguration'],
      ...['Events::Rule', 'SNS::Subscription', 'Scheduler::Schedule'],
    ].map((type) => `there: ${type}`),
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

/** Every stack is protected: a retry and a deletion need the step that the README says. */
export function proceduresOf(specs: readonly StackSpec[]): Faults {
  const stacks = specs.map(shortName).sort();
  return Object.fromEntries(
    [PROCEDURE.deletion, PROCEDURE.retry].map(({ name, command }) => [`${name}: ${command}`, stacks]),
  );
}
