// The calls that roles of ours make, found in the synthesized templates and in the code of the functions.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CONFIGURE_CLOUDTRAIL_LOGGING } from '../automation';
import { arnOf } from '../lifecycle/world';
import type { CallSite } from './call-site';
import type { Deployed, DeployedLayout } from './deployed-layout';
import { FUNCTION_CALLS } from './function-calls';

interface Step {
  readonly action: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}
interface Document {
  readonly parameters: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly mainSteps: readonly Step[];
}

/** Runbooks of AWS that a remediation starts. */
const RUNBOOKS: Readonly<Record<string, Document>> = {
  'AWS-ConfigureCloudTrailLogging': CONFIGURE_CLOUDTRAIL_LOGGING as unknown as Document,
};

const CALLING = ['aws:executeAwsApi', 'aws:waitForAwsResourceProperty', 'aws:assertAwsResourceProperty'];

export function serviceCalls(layout: DeployedLayout): CallSite[] {
  const collected = (type: string, collect: (resource: Deployed, layout: DeployedLayout) => CallSite[]) =>
    layout.ofType(type).flatMap((resource) => collect(resource, layout));
  return [
    ...collected('AWS::SSM::Document', callsOfDocument),
    ...collected('AWS::Config::RemediationConfiguration', callsOfRemediation),
    ...collected('AWS::Events::Rule', callsOfRule),
    ...collected('AWS::Scheduler::Schedule', callsOfSchedule),
    ...collected('AWS::StepFunctions::StateMachine', callsOfStateMachine),
    ...collected('AWS::Lambda::Function', callsAroundFunction),
    ...collected('AWS::Lambda::EventSourceMapping', callsOfEventSource),
    ...collected('AWS::CloudTrail::Trail', callsOfTrail),
    ...collected('AWS::Config::ConfigurationRecorder', callsOfRecorder),
  ];
}

/** What the code of a function calls: which functions make a call says the table. */
export function functionCalls(layout: DeployedLayout): CallSite[] {
  return layout.ofType('AWS::Lambda::Function').flatMap((resource) => {
    const { FunctionName, Role, Environment } = resource.properties as never as Record<string, never>;
    const inputs = (Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {};
    const name = String(FunctionName).replace(/^\w+-trail-/, '');
    return Object.entries(FUNCTION_CALLS)
      .filter(([, row]) => 'functions' in row && row.functions.includes(name))
      .map(([call]) => siteOf(resource, Role, call, inputs, name));
  });
}

/** Every operation that is called by the AWS SDK, by the client's name. */
export function calledOperations(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = files.flatMap((file) => operationsIn(readFileSync(path.join(folder, file), 'utf8')));
  return [...new Set(found)].sort();
}

export function operationsIn(code: string): string[] {
  const clients = new Map<string, string>();
  for (const [, names, client] of code.matchAll(/import (?:type )?\{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g)) {
    for (const name of names.split(',')) clients.set(name.trim().split(' ')[0], client.replace(/-service$/, ''));
  }
  const called = [...code.matchAll(/\bnew (\w+)Command\(|\bpaginate(\w+)\(/g)];
  return called.map(([, command, page]) => {
    const client = clients.get(command === undefined ? `paginate${page}` : `${command}Command`) ?? 'unknown';
    return `${client}:${command ?? page}`;
  });
}

function siteOf(
  { account, region }: Deployed,
  role: unknown,
  call: string,
  inputs: CallSite['inputs'],
  functionName?: string,
): CallSite {
  return { role: String(role), call, inputs, account, region, functionName };
}

function callsOfSteps(resource: Deployed, role: unknown, { mainSteps }: Document, given: CallSite['inputs'] = {}) {
  return mainSteps
    .filter(({ action }) => CALLING.includes(action))
    .map(({ inputs: { Service, Api, ...inputs } }) => {
      const filled = JSON.stringify(inputs).replace(/\{\{ (\w+) \}\}/g, (whole, name: string) =>
        String(given[name] ?? whole),
      );
      return siteOf(resource, role, `${String(Service)}:${String(Api)}`, JSON.parse(filled) as CallSite['inputs']);
    });
}

function callsOfDocument(resource: Deployed): CallSite[] {
  const content = resource.properties.Content as Document;
  return callsOfSteps(resource, content.parameters.AutomationAssumeRole?.default, content);
}

function callsOfRemediation(resource: Deployed, layout: DeployedLayout): CallSite[] {
  const { TargetId, Parameters } = resource.properties as { TargetId: string; Parameters: Record<string, never> };
  const values = Object.entries(Parameters).map(([name, parameter]) => [name, valueOf(parameter)] as const);
  const given = Object.fromEntries(values);
  const own = layout.ofType('AWS::SSM::Document').find(({ properties }) => properties.Name === TargetId);
  const document = (own?.properties.Content as Document | undefined) ?? RUNBOOKS[TargetId];
  if (document === undefined) throw new Error(`the steps of ${TargetId} are not known: add them to RUNBOOKS`);
  return callsOfSteps(resource, given.AutomationAssumeRole, document, given);
}

function valueOf(parameter: { readonly StaticValue?: { readonly Values: readonly string[] } }): string | undefined {
  return parameter.StaticValue?.Values[0];
}

function callsOfRule(resource: Deployed): CallSite[] {
  const targets = (resource.properties.Targets ?? []) as { Arn: string; RoleArn?: string; Input?: string }[];
  return targets.map(({ Arn, RoleArn, Input = '{}' }) => {
    if (/^arn:aws:sns:/.test(Arn)) return siteOf(resource, RoleArn, 'sns:Publish', { TopicArn: Arn });
    if (/^arn:aws:sqs:/.test(Arn)) return siteOf(resource, RoleArn, 'sqs:SendMessage', { QueueArn: Arn });
    if (/:event-bus\//.test(Arn)) return siteOf(resource, RoleArn, 'events:PutEvents', { BusArn: Arn });
    if (/:stateMachine:/.test(Arn)) return siteOf(resource, RoleArn, 'states:StartExecution', { StateMachine: Arn });
    const [, document] = /:(?:automation-definition|document)\/(.+)$/.exec(Arn) ?? [];
    if (document === undefined) throw new Error(`not known: what EventBridge needs for the target ${Arn}`);
    const { AutomationAssumeRole: [AssumeRole] = [] } = JSON.parse(Input) as { AutomationAssumeRole?: string[] };
    return siteOf(resource, RoleArn, 'ssm:StartAutomationExecution', { Document: document, AssumeRole });
  });
}

function callsOfSchedule(resource: Deployed): CallSite[] {
  const { Arn, RoleArn, DeadLetterConfig } = resource.properties.Target as Record<string, never>;
  const queue = (DeadLetterConfig as { Arn?: string } | undefined)?.Arn;
  return [
    siteOf(resource, RoleArn, 'lambda:InvokeFunction', { FunctionName: Arn }),
    ...(queue === undefined ? [] : [siteOf(resource, RoleArn, 'sqs:SendMessage', { QueueArn: queue })]),
  ];
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly ItemReader?: { readonly Resource: string };
  readonly ResultWriter?: { readonly Resource: string; readonly Parameters: Readonly<Record<string, unknown>> };
  readonly ItemProcessor?: { readonly ProcessorConfig: { readonly Mode: string }; readonly States: States };
}
type States = Readonly<Record<string, State>>;

function callsOfStateMachine(resource: Deployed): CallSite[] {
  const { RoleArn, DefinitionString, LoggingConfiguration, TracingConfiguration } = resource.properties;
  const { States } = JSON.parse(String(DefinitionString)) as { States: States };
  const site = (call: string, inputs: CallSite['inputs'] = {}) => siteOf(resource, RoleArn, call, inputs);
  return [
    ...callsOfStates(States, arnOf(resource), site),
    ...(LoggingConfiguration === undefined ? [] : [site('logs:DeliverVendedLogs')]),
    ...(TracingConfiguration === undefined ? [] : [site('xray:SendTraces')]),
  ];
}

/** What the tasks of states call, by the end of their resource. */
const TASKS: Readonly<Record<string, string>> = {
  'lambda:invoke': 'lambda:InvokeFunction',
  'dynamodb:getItem': 'dynamodb:GetItem',
  'sns:publish': 'sns:Publish',
};

function callsOfStates(
  states: States,
  StateMachine: string,
  site: (call: string, inputs?: CallSite['inputs']) => CallSite,
): CallSite[] {
  return Object.values(states).flatMap((state) => {
    const { Type, Resource = '', Parameters = {}, ItemReader, ResultWriter, ItemProcessor } = state;
    const [, task] = /:states:::(\w+:\w+)$/.exec(Resource) ?? [];
    if (Type === 'Task' && !(String(task) in TASKS)) throw new Error(`not known: what ${Resource} needs`);
    const Bucket = ResultWriter?.Parameters.Bucket;
    return [
      ...(Type === 'Task' ? [site(TASKS[String(task)], Parameters)] : []),
      ...(ItemProcessor?.ProcessorConfig.Mode === 'DISTRIBUTED'
        ? [site('states:RunDistributedMap', { StateMachine })]
        : []),
      ...(ItemReader === undefined ? [] : [site('s3:GetObject', { Bucket })]),
      ...(ResultWriter === undefined ? [] : [site('s3:PutObject', { Bucket })]),
      ...callsOfStates(ItemProcessor?.States ?? {}, StateMachine, site),
    ];
  });
}

/** What Lambda does by the role of a function, around its code. */
function callsAroundFunction(resource: Deployed, layout: DeployedLayout): CallSite[] {
  const { Role, FunctionName, DeadLetterConfig, LoggingConfig, TracingConfig } = resource.properties as Record<
    string,
    never
  >;
  const group = (LoggingConfig as { LogGroup?: string } | undefined)?.LogGroup;
  const queue = (DeadLetterConfig as { TargetArn?: string } | undefined)?.TargetArn;
  const topics = layout
    .ofType('AWS::Lambda::EventInvokeConfig')
    .filter(({ properties }) => properties.FunctionName === FunctionName)
    .flatMap(({ properties }) => {
      const { OnFailure } = (properties.DestinationConfig ?? {}) as { OnFailure?: { Destination: string } };
      return OnFailure === undefined ? [] : [OnFailure.Destination];
    });
  const { account, region } = resource;
  const LogStreamArn = `arn:aws:logs:${region}:${account}:log-group:${String(group)}:log-stream:x`;
  return [
    ...(group === undefined ? [] : [siteOf(resource, Role, 'logs:DeliverToStream', { LogStreamArn })]),
    ...(queue === undefined ? [] : [siteOf(resource, Role, 'sqs:SendMessage', { QueueArn: queue })]),
    ...topics.map((TopicArn) => siteOf(resource, Role, 'sns:Publish', { TopicArn })),
    ...(TracingConfig === undefined ? [] : [siteOf(resource, Role, 'xray:SendTraces', {})]),
  ];
}

/** Lambda reads a queue by the role of the function. */
function callsOfEventSource(resource: Deployed, layout: DeployedLayout): CallSite[] {
  const { EventSourceArn: QueueArn, FunctionName } = resource.properties;
  const reader = layout
    .ofType('AWS::Lambda::Function')
    .find(
      ({ account, region, properties }) =>
        account === resource.account && region === resource.region && properties.FunctionName === FunctionName,
    );
  return [siteOf(resource, reader?.properties.Role, 'sqs:PollQueue', { QueueArn })];
}

/** CloudTrail names its streams by account, or organization, and Region. */
function callsOfTrail(resource: Deployed): CallSite[] {
  const { CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn, IsOrganizationTrail } = resource.properties;
  if (CloudWatchLogsLogGroupArn === undefined) return [];
  const streams = String(CloudWatchLogsLogGroupArn).replace(/:\*$/, ':log-stream:');
  const { account, region } = resource;
  const names = [
    `${account}_CloudTrail_${region}`,
    ...(IsOrganizationTrail === true ? ['o-exampleorgid_333333333333_CloudTrail_x'] : []),
  ];
  return names.map((name) =>
    siteOf(resource, CloudWatchLogsRoleArn, 'logs:DeliverToStream', { LogStreamArn: `${streams}${name}` }),
  );
}

/** AWS Config delivers what a recorder records by the role of that. */
function callsOfRecorder(resource: Deployed, layout: DeployedLayout): CallSite[] {
  const { account, region, properties } = resource;
  return layout
    .ofType('AWS::Config::DeliveryChannel')
    .filter((channel) => channel.account === account && channel.region === region)
    .map((channel) =>
      siteOf(resource, properties.RoleARN, 'config:DeliverToBucket', { Bucket: channel.properties.S3BucketName }),
    );
}
