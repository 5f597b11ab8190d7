// A stack as the CDK's cloud assembly hands it to whoever deploys it.
import type { App, Stack } from 'aws-cdk-lib';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface StackSpec {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
  /** The role that hands the execution role to CloudFormation. */
  readonly deployRoleArn: string;
  /** The role by which CloudFormation makes the resources. */
  readonly executionRoleArn: string;
  readonly terminationProtection: boolean;
}

/** The stacks of an app in the order in which they are deployed. */
export function stackSpecs(stacks: ReadonlyMap<string, Stack>): StackSpec[] {
  const app = [...stacks.values()][0].node.root as App;
  const artifacts = app.synth().stacksRecursively;
  const ordered: StackSpec[] = [];
  const add = (artifact: (typeof artifacts)[number]): void => {
    if (ordered.some(({ name }) => name === artifact.stackName)) return;
    for (const { id } of artifact.dependencies) artifacts.filter((other) => other.id === id).forEach(add);
    ordered.push(specOf(artifact));
  };
  artifacts.forEach(add);
  return ordered;
}

function specOf(artifact: ReturnType<App['synth']>['stacks'][number]): StackSpec {
  const arn = (given = '') => given.replace('${AWS::Partition}', 'aws');
  return {
    name: artifact.stackName,
    account: artifact.environment.account,
    region: artifact.environment.region,
    template: artifact.template as Template,
    deployRoleArn: arn(artifact.assumeRoleArn),
    executionRoleArn: arn(artifact.cloudFormationExecutionRoleArn),
    terminationProtection: artifact.terminationProtection ?? false,
  };
}

/** What distinguishes a stack from all others. */
export function stackKey({ account, region, name }: Pick<StackSpec, 'account' | 'region' | 'name'>): string {
  return `${account}/${region}/${name}`;
}
