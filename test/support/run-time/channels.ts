import { awsJsonService, type StandInService } from '../stand-ins';
import { xmlDocument } from '../stand-ins/xml';

/** What came in by the channels around the functions, in the order that it came. */
export interface Received {
  readonly executions: {
    readonly name: string;
    readonly input: string;
    status: string;
    readonly executionArn: string;
  }[];
  readonly invocations: { readonly functionName: string; readonly payload: string }[];
  readonly messages: { readonly topicArn: string; readonly subject: string; readonly body: string }[];
  readonly events: { readonly source: string; readonly detailType: string; readonly detail: string }[];
  readonly findings: { readonly Id: string; readonly RecordState: string; readonly [field: string]: unknown }[];
}

export interface ChannelsStandIn {
  readonly services: readonly StandInService[];
  received: Received;
  isSecurityHubOn: boolean;
  /** The error code with which Security Hub rejects a finding; `batch` rejects all that come with it. */
  errorOf: (findingId: string) => string | undefined;
  /** Whether the topic is gone, so that SNS rejects messages. */
  isTopicGone: boolean;
  /** Whether no role may be assumed. */
  isRoleDenied: boolean;
  /** Whether SNS rejects a message with this subject. */
  rejects: (subject: string) => boolean;
  /** Forgets all that came in. */
  reset(): void;
}

/** Step Functions, Lambda, SNS, EventBridge, Security Hub and AssumeRole, as far as they are used: they record. */
export function channelsStandIn(): ChannelsStandIn {
  const standIn: ChannelsStandIn = {
    received: nothing(),
    isSecurityHubOn: true,
    errorOf: () => undefined,
    isTopicGone: false,
    isRoleDenied: false,
    rejects: () => false,
    reset: () => {
      standIn.received = nothing();
      standIn.isSecurityHubOn = true;
      standIn.errorOf = () => undefined;
      standIn.isTopicGone = false;
      standIn.isRoleDenied = false;
      standIn.rejects = () => false;
    },
    services: [stepFunctions, eventBridge, lambda, securityHub, sns, assumeRole].map((of) => of(() => standIn)),
  };
  return standIn;
}

function stepFunctions(standIn: () => ChannelsStandIn): StandInService {
  return awsJsonService('AWSStepFunctions.', {
    StartExecution: ({ stateMachineArn, name, input }) => {
      const executionArn = `${String(stateMachineArn).replace('stateMachine', 'execution')}:${String(name)}`;
      standIn().received.executions.push({
        name: String(name),
        input: String(input),
        status: 'RUNNING',
        executionArn,
      });
      return { executionArn, startDate: 0 };
    },
    DescribeExecution: ({ executionArn }) => ({
      executionArn,
      status: standIn().received.executions.find((execution) => execution.executionArn === executionArn)?.status,
    }),
  });
}

function eventBridge(standIn: () => ChannelsStandIn): StandInService {
  return awsJsonService('AWSEvents.', {
    PutEvents: ({ Entries }) => {
      const entries = Entries as { Source: string; DetailType: string; Detail: string }[];
      for (const { Source, DetailType, Detail } of entries) {
        standIn().received.events.push({ source: Source, detailType: DetailType, detail: Detail });
      }
      return { FailedEntryCount: 0, Entries: entries.map((_, index) => ({ EventId: String(index) })) };
    },
  });
}

function lambda(standIn: () => ChannelsStandIn): StandInService {
  return ({ method, path, body }, count) => {
    const [, functionName] = /^\/2015-03-31\/functions\/(.+)\/invocations$/.exec(path) ?? [];
    if (method !== 'POST' || functionName === undefined) return undefined;
    count('Invoke');
    standIn().received.invocations.push({ functionName, payload: body });
    return { status: 202, body: '' };
  };
}

function securityHub(standIn: () => ChannelsStandIn): StandInService {
  return ({ method, path, body }, count) => {
    if (method !== 'POST' || path !== '/findings/import') return undefined;
    count('BatchImportFindings');
    if (!standIn().isSecurityHubOn) return notSubscribed();
    return importFindings(standIn(), JSON.parse(body) as { Findings: Received['findings'] });
  };
}

function sns(standIn: () => ChannelsStandIn): StandInService {
  return ({ method, body }, count) => {
    const query = new URLSearchParams(body);
    if (method !== 'POST' || query.get('Action') !== 'Publish') return undefined;
    count('Publish');
    if (standIn().isTopicGone || standIn().rejects(query.get('Subject') ?? '')) return topicGone();
    const [topicArn = '', subject = '', text = ''] = ['TopicArn', 'Subject', 'Message'].map(
      (name) => query.get(name) ?? '',
    );
    standIn().received.messages.push({ topicArn, subject, body: text });
    return queryAnswer('Publish', { MessageId: 'message' });
  };
}

function assumeRole(standIn: () => ChannelsStandIn): StandInService {
  return ({ method, body }, count) => {
    if (method !== 'POST' || !body.includes('Action=AssumeRole')) return undefined;
    count('AssumeRole');
    if (standIn().isRoleDenied) return queryError(403, 'AccessDenied', 'not authorized to assume the role');
    const [AccessKeyId, SecretAccessKey, SessionToken] = ['ASIAROLE', 'role-secret', 'role-token'];
    const Expiration = '2100-01-01T00:00:00Z';
    return queryAnswer('AssumeRole', { Credentials: { AccessKeyId, SecretAccessKey, SessionToken, Expiration } });
  };
}

function nothing(): Received {
  return { executions: [], invocations: [], messages: [], events: [], findings: [] };
}

function json(status: number, content: object, headers: Record<string, string> = {}) {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(content) };
}

function importFindings(
  { received, errorOf }: ChannelsStandIn,
  { Findings }: { readonly Findings: Received['findings'] },
) {
  const rejected = Findings.flatMap(({ Id }) => {
    const ErrorCode = errorOf(Id);
    return ErrorCode === undefined ? [] : [{ Id, ErrorCode, ErrorMessage: `${Id} is rejected` }];
  });
  if (rejected.some(({ ErrorCode }) => ErrorCode === 'batch'))
    return exception(400, 'InvalidInputException', 'bad batch');
  received.findings.push(...Findings.filter(({ Id }) => errorOf(Id) === undefined));
  const SuccessCount = Findings.length - rejected.length;
  return json(200, { FailedCount: rejected.length, SuccessCount, FailedFindings: rejected });
}

function notSubscribed() {
  return exception(401, 'InvalidAccessException', 'Account 222222222222 is not subscribed to AWS Security Hub');
}

function exception(status: number, Code: string, Message: string) {
  return json(status, { Code, Message }, { 'x-amzn-errortype': Code });
}

const topicGone = () => queryError(404, 'NotFound', 'Topic does not exist');

function queryError(status: number, Code: string, Message: string) {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: xmlDocument('ErrorResponse', { Error: { Type: 'Sender', Code, Message } } as never, 'https://example.com/'),
  };
}

function queryAnswer(action: string, result: object) {
  const content = { [`${action}Result`]: result, ResponseMetadata: { RequestId: 'request' } } as never;
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: xmlDocument(`${action}Response`, content, 'https://example.com/'),
  };
}
