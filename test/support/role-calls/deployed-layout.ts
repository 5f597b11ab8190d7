// All stacks of a layout as they are deployed, with their roles and keys at hand.
import { role, type PolicyDocument, type Principal } from '../iam';
import { arnOf } from '../lifecycle/world';
import { planOf, type Planned } from '../lifecycle/plan';
import type { StackSpec } from '../lifecycle/stack-spec';

export interface Deployed extends Planned {
  readonly account: string;
  readonly region: string;
}

export class DeployedLayout {
  public readonly resources: readonly Deployed[];

  public constructor(specs: readonly StackSpec[]) {
    this.resources = specs.flatMap((spec) =>
      planOf(spec).map((planned) => ({ ...planned, account: spec.account, region: spec.region })),
    );
  }

  public ofType(type: string): Deployed[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  public withArn(arn: string): Deployed | undefined {
    return this.resources.find((resource) => arnOf(resource) === arn);
  }

  /** A role by its ARN, with all of its own policies. */
  public roleOf(arn: string): Principal {
    const found = this.ofType('AWS::IAM::Role').find((it) => arnOf(it) === arn);
    if (found === undefined) throw new Error(`no role ${arn} in the templates`);
    const inline = (found.properties.Policies ?? []) as { PolicyDocument: PolicyDocument }[];
    const attached = this.ofType('AWS::IAM::Policy').filter(({ properties }) =>
      (properties.Roles as string[]).includes(String(found.properties.RoleName)),
    );
    const documents = [...inline, ...attached.map(({ properties }) => properties as never)] as typeof inline;
    return role(found.account, arn.split(':role/')[1], ...documents.map(({ PolicyDocument }) => PolicyDocument));
  }

  /** The key behind an alias, by the ARN of the alias. */
  public keyBehind(aliasArn: string): string {
    const alias = this.ofType('AWS::KMS::Alias').find((it) => arnOf(it) === aliasArn);
    if (alias === undefined) throw new Error(`no alias ${aliasArn} in the templates`);
    return String(alias.properties.TargetKeyId);
  }

  /** The names by which a key is known. */
  public aliasesOf(keyArn: string): string[] {
    return this.ofType('AWS::KMS::Alias')
      .filter(({ properties }) => properties.TargetKeyId === keyArn)
      .map(({ properties }) => String(properties.AliasName));
  }

  /** The policy that a call on this ARN is put to besides the role's own: a key's, or that of an event bus. */
  public policyOn(arn: string): PolicyDocument | undefined {
    if (arn.includes(':event-bus/')) return this.withArn(arn)?.properties.Policy as PolicyDocument | undefined;
    if (arn.includes(':role/'))
      return this.withArn(arn)?.properties.AssumeRolePolicyDocument as PolicyDocument | undefined;
    const key = arn.includes(':kms:') ? this.withArn(arn) : undefined;
    return key?.properties.KeyPolicy as PolicyDocument | undefined;
  }
}
