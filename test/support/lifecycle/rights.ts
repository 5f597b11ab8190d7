// Whether the role that deploys may make a call, against every policy that is in force at that moment: of the bucket,
// key, table, topic or queue, and of the organization.
import { decide, role, type Policies, type PolicyDocument, type Principal } from '../iam';
import { handlerCalls, type HandlerCall, type Operation } from './handlers';
import { valueAt } from './value-at';
import { arnOf, type Physical, type World } from './world';

export interface Request {
  readonly action: string;
  readonly on: string;
  /** The account of what the call is made on. */
  readonly account: string;
  readonly policy?: PolicyDocument;
  readonly where?: Readonly<Record<string, string | string[]>>;
}

type Asked = Pick<Physical, 'type' | 'logicalId' | 'account' | 'region' | 'properties' | 'refersTo'>;

/** The first call of an operation that the role is denied, if any. */
export async function deniedCall(
  world: World,
  roleArn: string,
  resource: Asked,
  operation: Operation,
): Promise<string | undefined> {
  for (const call of handlerCalls(resource.type, operation)) {
    for (const request of requestsOf(world, resource, call)) {
      if (!(await isAllowed(world, principalOf(roleArn), request))) return request.action;
    }
  }
  return undefined;
}

/** A role that may do everything, as far as its own policies go. */
export function principalOf(roleArn: string): Principal {
  const [, , , , account, resource] = roleArn.split(':');
  return role(account, resource.replace(/^role\//, ''));
}

export async function isAllowed(world: World, who: Principal, request: Request): Promise<boolean> {
  const policies = policiesAbout(world, request);
  const documents = documentsOf(policies);
  // Only a Deny is in the way of who may do everything; but KMS and a role's trust must allow the call besides.
  const mustBeAllowed = request.policy !== undefined && /^(kms|sts):/.test(request.action);
  if (!mustBeAllowed && !documents.some(({ Statement }) => Statement.some(({ Effect }) => Effect === 'Deny')))
    return true;
  const { action: does, on, account: ownedBy, where } = request;
  const key = JSON.stringify([who.arn, does, on, ownedBy, where, documents]);
  const known = decisions.get(key) ?? decide(policies, { who, does, on, ownedBy, ...(where && { where }) });
  decisions.set(key, known);
  return (await known) === 'allowed';
}

const decisions = new Map<string, ReturnType<typeof decide>>();

/** The policies in force, each with what it says about the action and nothing else: they are asked often. */
function policiesAbout(world: World, { action, policy }: Request): Policies {
  const attached = (type: string) =>
    world
      .ofType('AWS::Organizations::Policy')
      .filter(({ properties }) => properties.Type === type)
      .map(({ properties }) => about(properties.Content as PolicyDocument, action))
      .filter(({ Statement }) => Statement.length > 0);
  return {
    managementAccountId: world.managementAccountId,
    serviceControlPolicies: attached('SERVICE_CONTROL_POLICY'),
    resourceControlPolicies: attached('RESOURCE_CONTROL_POLICY'),
    resourcePolicy: policy && about(policy, action),
  };
}

const parts = new WeakMap<object, Map<string, PolicyDocument>>();

function about(document: PolicyDocument, action: string): PolicyDocument {
  const known = parts.get(document) ?? new Map<string, PolicyDocument>();
  parts.set(document, known);
  const Statement = () =>
    document.Statement.filter(({ Action, NotAction }) => NotAction !== undefined || matches(Action, action));
  const part = known.get(action) ?? { ...document, Statement: Statement() };
  known.set(action, part);
  return part;
}

function documentsOf({ serviceControlPolicies = [], resourceControlPolicies = [], resourcePolicy }: Policies) {
  return [...serviceControlPolicies, ...resourceControlPolicies, ...(resourcePolicy ? [resourcePolicy] : [])];
}

function matches(patterns: unknown, action: string): boolean {
  return [patterns].flat().some((pattern) => {
    const [source, flags] = [
      String(pattern)
        .replace(/[.?+^$()[\]{}|\\]/g, '\\$&')
        .replace(/\*/g, '.*'),
      'i',
    ];
    return new RegExp(`^${source}$`, flags).test(action);
  });
}

function requestsOf(world: World, resource: Asked, { action, target, property }: HandlerCall): Request[] {
  const value = property === undefined ? undefined : valueAt(resource.properties, property);
  if (property !== undefined && value === undefined) return [];
  const { account } = resource;
  if (target === 'any') return [{ action, on: '*', account }];
  if (target === 'self') return [{ action, on: arnOf(resource), account, ...policyOn(world, resource) }];
  if (target === 'role') return [{ action, on: String(value), account: String(value).split(':')[4] }];
  const key = world.ofType('AWS::KMS::Key').find((it) => it.account === account && arnOf(it) === value);
  const grant: Record<string, string> = action === 'kms:CreateGrant' ? { 'kms:GrantIsForAWSResource': 'true' } : {};
  return key === undefined ? [] : [{ action, on: arnOf(key), account, ...policyOn(world, key, grant) }];
}

/** The policy of the resource itself, and what a request says of it besides. */
function policyOn(world: World, resource: Asked, more: Record<string, string> = {}): Pick<Request, 'policy' | 'where'> {
  const [, , service] = arnOf(resource).split(':');
  switch (service) {
    case 's3':
      return { policy: attachedPolicy(world, 'AWS::S3::BucketPolicy', arnOf(resource)) };
    case 'sns':
      return { policy: attachedPolicy(world, 'AWS::SNS::TopicPolicy', arnOf(resource)) };
    case 'sqs':
      return { policy: attachedPolicy(world, 'AWS::SQS::QueuePolicy', arnOf(resource)) };
    case 'dynamodb':
      return { policy: (resource.properties.ResourcePolicy as { PolicyDocument?: PolicyDocument })?.PolicyDocument };
    case 'kms':
      return resource.type === 'AWS::KMS::Key'
        ? {
            policy: resource.properties.KeyPolicy as PolicyDocument,
            where: { 'kms:ResourceAliases': aliasesOf(world, resource), ...more },
          }
        : {};
    default:
      return {};
  }
}

function attachedPolicy(world: World, type: string, arn: string): PolicyDocument | undefined {
  return world.ofType(type).find((policy) => arnOf(policy) === arn)?.properties.PolicyDocument as PolicyDocument;
}

function aliasesOf(world: World, key: Asked): string[] {
  const aliases = world.ofType('AWS::KMS::Alias').filter((it) => it.account === key.account);
  return aliases
    .filter(({ properties }) => properties.TargetKeyId === arnOf(key))
    .map(({ properties }) => String(properties.AliasName));
}
