// Who deploys, by which tool: the CDK's command line from the management account or another one, or CDK Pipelines.
import type { PolicyDocument } from '../iam';
import { createStack, deleteStack, updateStack, type StackOptions, type StackResult } from './cloudformation';
import { isAllowed, principalOf, type Request } from './rights';
import { stackKey, type StackSpec } from './stack-spec';
import type { Source } from './source';
import type { StackStatus, World } from './world';

export interface Deployer {
  /** A role that the bootstrap of each account trusts. */
  readonly roleArn: string;
  readonly tool: 'command line' | 'CDK Pipelines';
}

/** Why a tool can't go on. */
export interface Refusal {
  readonly status: 'LOCKED_OUT' | 'PROTECTED' | 'STUCK';
  readonly failures: readonly { readonly logicalId: string; readonly type: string; readonly reason: string }[];
}

export type Deployment = StackResult | Refusal;

interface ToolRow {
  /** Whether it sets the termination protection that the app asks for: after it made the change set, before it runs it. */
  readonly setsProtection: boolean;
  /** Whether it deletes a stack that failed to be created, and makes it anew. */
  readonly deletesFailed: boolean;
  readonly source: Source;
}

const TOOLS: Readonly<Record<Deployer['tool'], ToolRow>> = {
  'command line': {
    ...{ setsProtection: true, deletesFailed: true },
    source: {
      text: 'the code of aws-cdk 2.1148.1: deployStack, changeSetDeployment, isCreationFailure',
      date: '2026-11-11',
    },
  },
  'CDK Pipelines': {
    ...{ setsProtection: false, deletesFailed: false },
    source: {
      text: 'aws-cdk issue 17871, open since 2021-12-06; of the deletion, the modes of the CloudFormation action in the AWS CodePipeline User Guide',
      date: '2026-10',
    },
  },
};

/** The administrator's role of an account. */
export function administratorOf(account: string): Deployer {
  return { roleArn: `arn:aws:iam::${account}:role/administrator`, tool: 'command line' };
}

/** `cdk deploy` of one stack. A stack that failed to be created is deleted before. */
export async function deploy(
  world: World,
  spec: StackSpec,
  deployer: Deployer,
  options: StackOptions = {},
): Promise<Deployment> {
  const { setsProtection, deletesFailed } = TOOLS[deployer.tool];
  const denied = await firstDenied(world, spec, deployer, 'cloudformation:CreateChangeSet');
  if (denied !== undefined) return refusal('LOCKED_OUT', denied);
  const stack = world.stacks.get(stackKey(spec));
  if (stack !== undefined && /^ROLLBACK_/.test(stack.status) && deletesFailed) {
    if (stack.terminationProtection) return refusal('PROTECTED', 'TerminationProtection');
    const deleted = await deleteStack(world, stack.spec);
    if (deleted.status !== 'DELETE_COMPLETE') return deleted;
  }
  const status = world.stacks.get(stackKey(spec))?.status;
  if (status !== undefined && !UPDATABLE.includes(status)) return refusal('STUCK', status);
  const result = await (status === undefined ? createStack : updateStack)(world, spec, options);
  if (setsProtection) protect(world, spec, spec.terminationProtection);
  return result;
}

/** What CloudFormation takes an update of a stack in. */
const UPDATABLE: readonly StackStatus[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'];

/** `cdk destroy` of one stack. */
export async function destroy(world: World, spec: StackSpec, deployer: Deployer): Promise<Deployment> {
  if (world.stacks.get(stackKey(spec))?.terminationProtection) return refusal('PROTECTED', 'TerminationProtection');
  const denied = await firstDenied(world, spec, deployer, 'cloudformation:DeleteStack');
  return denied === undefined ? deleteStack(world, spec) : refusal('LOCKED_OUT', denied);
}

/** `aws cloudformation update-termination-protection`. */
export function protect(world: World, spec: StackSpec, terminationProtection: boolean): void {
  const stack = world.stacks.get(stackKey(spec));
  if (stack !== undefined) world.stacks.set(stackKey(spec), { ...stack, terminationProtection });
}

/** The way to the execution role: assume the deploy role, drive the stack, hand the execution role to CloudFormation. */
async function firstDenied(
  world: World,
  spec: StackSpec,
  { roleArn }: Deployer,
  onStack: string,
): Promise<string | undefined> {
  const { account, region, name, deployRoleArn, executionRoleArn } = spec;
  const stackArn = `arn:aws:cloudformation:${region}:${account}:stack/${name}/00000000-0000-0000-0000-000000000000`;
  const steps: [string, Request][] = [
    [roleArn, { action: 'sts:AssumeRole', on: deployRoleArn, account, policy: trusting(roleArn) }],
    [deployRoleArn, { action: onStack, on: stackArn, account }],
    [deployRoleArn, { action: 'iam:PassRole', on: executionRoleArn, account }],
  ];
  for (const [who, request] of steps) {
    // A stack that is new is in nobody's way.
    if (request.on === stackArn && !world.stacks.has(stackKey(spec))) continue;
    if (!(await isAllowed(world, principalOf(who), request))) return request.action;
  }
  return undefined;
}

function trusting(roleArn: string): PolicyDocument {
  const Principal = { AWS: `arn:aws:iam::${roleArn.split(':')[4]}:root` };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
}

function refusal(status: Refusal['status'], reason: string): Refusal {
  return { status, failures: [{ logicalId: '', type: 'AWS::CloudFormation::Stack', reason }] };
}
