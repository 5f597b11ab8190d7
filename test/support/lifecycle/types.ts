// What the registry does not say of the resource types that this library makes: by which name two of them collide, how
// far the name reaches, what a creation does where it is taken, and whether a change set can import it by that name.
import { CREATE_ERRORS, ASSUMED, AUTOMATIC_IMPORT, HANDLER, SCHEMA, type Source } from './source';

interface TypeRow {
  /** The properties that make up the name by which two collide, by their paths. Without any, each creation makes another. */
  readonly name: readonly string[];
  readonly reach: 'everywhere' | 'organization' | 'account' | 'Region';
  /** Adopted: the creation writes over what exists. Duplicated: there are two of them from then on. */
  readonly whenTaken: 'rejected' | 'adopted' | 'duplicated';
  /** Whether AWS lists the type among those that `--import-existing-resources` takes. */
  readonly importable: boolean;
  /** What a request names: service, Region unless there are two colons, and paths of properties in braces; `*` for nothing. */
  readonly arn: string;
  readonly sources: readonly Source[];
}

type More = Partial<Pick<TypeRow, 'reach' | 'whenTaken'>>;
type Make = (name: string[], arn: string, source?: Source, more?: More) => TypeRow;

const row =
  (importable: boolean): Make =>
  (name, arn, source = CREATE_ERRORS, more = {}) => ({
    ...{ name, arn, importable, reach: 'Region', whenTaken: 'rejected' },
    ...more,
    sources: [AUTOMATIC_IMPORT, source],
  });
const importable = row(true);
const notImportable = row(false);

const TYPES: Readonly<Record<string, TypeRow>> = {
  'AWS::Athena::NamedQuery': notImportable([], 'athena:workgroup/{WorkGroup}', ASSUMED),
  'AWS::Athena::WorkGroup': importable(['Name'], 'athena:workgroup/{Name}', SCHEMA),
  'AWS::CloudTrail::Trail': importable(['TrailName'], 'cloudtrail:trail/{TrailName}'),
  'AWS::CloudWatch::Alarm': importable(['AlarmName'], 'cloudwatch:alarm:{AlarmName}', SCHEMA),
  'AWS::CloudWatch::CompositeAlarm': importable(['AlarmName'], 'cloudwatch:alarm:{AlarmName}', SCHEMA),
  'AWS::CloudWatch::Dashboard': importable(['DashboardName'], 'cloudwatch::dashboard/{DashboardName}', SCHEMA),
  'AWS::Config::ConfigRule': importable(['ConfigRuleName'], 'config:config-rule/{ConfigRuleName}', SCHEMA),
  'AWS::Config::ConfigurationRecorder': notImportable(['Name'], '*', ASSUMED),
  'AWS::Config::DeliveryChannel': notImportable(['Name'], '*', ASSUMED),
  'AWS::Config::RemediationConfiguration': notImportable(['ConfigRuleName'], '*', SCHEMA),
  'AWS::DynamoDB::Table': importable(['TableName'], 'dynamodb:table/{TableName}'),
  'AWS::Events::EventBus': importable(['Name'], 'events:event-bus/{Name}', SCHEMA),
  'AWS::Events::Rule': notImportable(['Name'], 'events:rule/{Name}', HANDLER),
  'AWS::Glue::Database': notImportable(['DatabaseInput.Name'], 'glue:database/{DatabaseInput.Name}', ASSUMED),
  'AWS::Glue::Table': notImportable(
    ['DatabaseName', 'TableInput.Name'],
    'glue:table/{DatabaseName}/{TableInput.Name}',
    ASSUMED,
  ),
  'AWS::IAM::Role': importable(['RoleName'], 'iam::role/{RoleName}', CREATE_ERRORS, { reach: 'account' }),
  'AWS::IAM::ServiceLinkedRole': notImportable(['AWSServiceName'], '*', CREATE_ERRORS, { reach: 'account' }),
  'AWS::KMS::Alias': importable(['AliasName'], 'kms:{AliasName}'),
  'AWS::KMS::Key': notImportable([], 'kms:key/{id}'),
  'AWS::Lambda::EventInvokeConfig': notImportable(['FunctionName', 'Qualifier'], '*', SCHEMA, { whenTaken: 'adopted' }),
  'AWS::Lambda::EventSourceMapping': notImportable(['EventSourceArn', 'FunctionName'], '*', SCHEMA),
  'AWS::Lambda::Function': importable(['FunctionName'], 'lambda:function:{FunctionName}'),
  'AWS::Lambda::Permission': notImportable([], '*', ASSUMED),
  'AWS::Logs::LogGroup': importable(['LogGroupName'], 'logs:log-group:{LogGroupName}'),
  'AWS::Logs::MetricFilter': importable(['FilterName', 'LogGroupName'], 'logs:log-group:{LogGroupName}', HANDLER),
  'AWS::Logs::QueryDefinition': notImportable(['Name'], '*', HANDLER, { whenTaken: 'duplicated' }),
  'AWS::Organizations::Policy': notImportable(['Type', 'Name'], '*', HANDLER, { reach: 'organization' }),
  'AWS::S3::Bucket': importable(['BucketName'], 's3:{BucketName}', CREATE_ERRORS, { reach: 'everywhere' }),
  'AWS::S3::BucketPolicy': importable(['Bucket'], 's3:{Bucket}', SCHEMA, { reach: 'everywhere' }),
  'AWS::SNS::Subscription': notImportable(['Protocol', 'Endpoint', 'TopicArn'], 'sns:{TopicArn}', HANDLER, {
    whenTaken: 'adopted',
  }),
  'AWS::SNS::Topic': notImportable(['TopicName'], 'sns:{TopicName}', HANDLER),
  'AWS::SNS::TopicPolicy': notImportable(['Topics'], 'sns:{Topics}', HANDLER, { whenTaken: 'adopted' }),
  'AWS::SQS::Queue': notImportable(['QueueName'], 'sqs:{QueueName}', SCHEMA),
  'AWS::SQS::QueuePolicy': notImportable(['Queues'], 'sqs:{Queues}', SCHEMA, { whenTaken: 'adopted' }),
  'AWS::SSM::Document': importable(['Name'], 'ssm:document/{Name}'),
  'AWS::SSM::Parameter': importable(['Name'], 'ssm:parameter/{Name}'),
  'AWS::Scheduler::Schedule': importable(['GroupName', 'Name'], 'scheduler:schedule/{GroupName}/{Name}'),
  'AWS::Scheduler::ScheduleGroup': importable(['Name'], 'scheduler:schedule-group/{Name}'),
  'AWS::StepFunctions::StateMachine': importable(
    ['StateMachineName'],
    'states:stateMachine:{StateMachineName}',
    HANDLER,
  ),
};

/** The types that have a row. */
export const TYPES_WITH_ROWS: readonly string[] = Object.keys(TYPES);

/** @throws for a type that has no row: what is not known of it can't be simulated */
export function typeRow(type: string): TypeRow {
  const known = TYPES[type];
  if (known === undefined) throw new Error(`${type} has no row in types.ts: add one, with its source and date`);
  return known;
}
