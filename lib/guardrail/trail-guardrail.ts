import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import { defaultDeploymentRoleArns, defaultPasserRoleArns } from '../identity/deployment-roles';
import {
  archiveIsGuarded,
  resourceControlStatements,
  serviceControlStatements,
  type GuardrailChoices,
} from './statements';
import { nameOf } from '../identity/names';
import {
  MAX_POLICIES_PER_TARGET,
  MAX_POLICY_CHARACTERS,
  sizeOf,
  spread,
  type PolicyContent,
  type Statement,
} from './policy-size';
import { isSame, Problems, warn } from '../shared/problems';
import { retain } from '../shared/retain';
import { RULES } from '../shared/rules';
import type { TrailIdentity } from '../identity/trail-identity';

/**
 * What can be chosen about a guardrail.
 */
export interface TrailGuardrailProps {
  /**
   * The organization trail.
   */
  readonly trail: TrailIdentity;

  /**
   * The root, organizational units or accounts that the policies are attached to, by their ids.
   *
   * The log archive account must be one of them or below one of them.
   */
  readonly targetIds: string[];

  /**
   * The names, or patterns of names, of trails that member accounts own and that the policy protects too, in every
   * account. `*` binds the trails of every team, and whatever tool makes one.
   *
   * @default - the organization trail only
   */
  readonly memberTrailNames?: string[];

  /**
   * The roles that the guardrail spares on the day on which everything else failed, by their exact ARNs.
   *
   * @default - none
   */
  readonly breakGlassRoleArns?: string[];

  /**
   * The roles that deploy the log archive, by their exact ARNs. The guardrail spares them.
   *
   * Whoever may pass or drive such a role is as strong as it is. So the guardrail denies all others to assume and to
   * pass it. CloudFormation keeps using the role that a stack was deployed with, whoever updates the stack, and no
   * policy can tell which stacks these are: so in the log archive account the guardrail denies all others to change any
   * stack. They can still create one of their own.
   *
   * @default - the CloudFormation execution roles of the CDK bootstrap in the log archive account, in each Region of
   * `TamperAlerts.placesOf(trail)`
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
   */
  readonly deploymentRoleArns?: string[];

  /**
   * The qualifier of the CDK bootstrap, for the default of `deploymentRoleArns`.
   *
   * @default "hnb659fds"
   */
  readonly bootstrapQualifier?: string;

  /**
   * The roles of member accounts that may assume and pass the deploy role of the CDK bootstrap in the log archive account
   * and the roles in `deploymentRoleArns`, and may change the stacks there, by their exact ARNs: for example the one of
   * a pipeline, or the one by which StackSets changes stacks in the log archive account.
   *
   * Such a role is as strong as a deployment role. So the guardrail denies all others to change it, in its own account
   * too: name a role that stays as it is.
   *
   * @default - the management account deploys, which no policy binds
   */
  readonly deployerRoleArns?: string[];

  /**
   * The roles that `DigestValidation` lets acknowledge findings, by their exact ARNs. The guardrail denies all others to
   * change them, so that nobody takes one over to silence a finding, and spares them nothing.
   *
   * @default - none beside the break-glass roles, which nobody else can change either
   */
  readonly acknowledgerRoleArns?: string[];
}

/**
 * A service control policy (SCP) and a resource control policy (RCP) that keep member accounts from stopping trails and
 * from touching the log archive.
 *
 * Neither binds the management account, where the organization trail lives, nor service-linked roles. Where the log
 * archive is in the management account too, nothing is made for it.
 *
 * It belongs into the management account. The policy types must be enabled before; deploying or deleting the stack
 * enables and disables none of them, and deleting it leaves the policies attached.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 *
 * @example
 * new TrailGuardrail(this, 'Guardrail', {
 *   trail,
 *   targetIds: ['r-abcd'],
 *   breakGlassRoleArns: ['arn:aws:iam::222222222222:role/break-glass'],
 * });
 */
export class TrailGuardrail extends Construct {
  constructor(scope: Construct, id: string, props: TrailGuardrailProps) {
    super(scope, id);
    const { trail, targetIds } = props;
    this.check(props).throwIfAny(`TrailGuardrail ${this.node.path}`);

    const choices = choicesOf(props);
    const guardsArchive = archiveIsGuarded(choices);
    const policies = this.createPolicies('ServiceControlPolicy', serviceControlStatements(choices), {
      type: 'SERVICE_CONTROL_POLICY',
      name: nameOf(trail, 'guardrail'),
      description: `Keeps members from stopping trails and from touching the archive of ${trail.trailName}`,
      targetIds,
    });
    if (guardsArchive) {
      const archivePolicies = this.createPolicies('ResourceControlPolicy', resourceControlStatements(choices), {
        type: 'RESOURCE_CONTROL_POLICY',
        name: nameOf(trail, 'archive-guardrail'),
        description: `Keeps everyone but CloudTrail and exempt roles from changing the archive of ${trail.trailName}`,
        targetIds,
      });
      policies.push(...archivePolicies);
    }
    // Organizations refuses changes of the same target at the same time, whatever the types of the policies.
    policies.slice(1).forEach((policy, index) => policy.node.addDependency(policies[index]));
    this.tell(props, guardsArchive);
    retain(this);
  }

  private createPolicies(
    id: string,
    statements: readonly Statement[],
    policy: { type: string; name: string; description: string; targetIds: string[] },
  ): CfnPolicy[] {
    const contents = spread(Stack.of(this).resolve(statements));
    checkSize(id, contents).throwIfAny(`TrailGuardrail ${this.node.path}`);
    return contents.map((content, index) => {
      const suffix = contents.length === 1 ? '' : `-${index + 1}`;
      return new CfnPolicy(this, `${id}${index + 1}`, { ...policy, name: `${policy.name}${suffix}`, content });
    });
  }

  private check(props: TrailGuardrailProps): Problems {
    const { trail, targetIds } = props;
    const { account } = Stack.of(this);
    return new Problems()
      .unless(trail.isOrganizationTrail, {
        what: 'trail',
        given: 'TrailIdentity.account(…)',
        allowed: 'the trail of an organization',
        todo: 'leave the guardrail out: policies of AWS Organizations need an organization',
      })
      .unless(isSame(account, trail.managementAccountId), {
        what: 'the account of the stack',
        given: account,
        allowed: `the management account ${trail.managementAccountId}`,
        todo: 'change env.account of the stack',
      })
      .unless(targetIds.length > 0, {
        what: 'targetIds',
        given: targetIds,
        allowed: 'at least one root, organizational unit or account',
        todo: 'take the root to bind every member account',
      })
      .unless(!targetIds.includes(trail.managementAccountId), {
        what: 'targetIds',
        given: trail.managementAccountId,
        allowed: 'a root, an organizational unit or a member account',
        todo: 'take it out: no such policy binds the management account',
      })
      .matchAll('targetIds', targetIds, RULES.policyTargetId)
      .matchAll('memberTrailNames', props.memberTrailNames, RULES.trailNamePattern)
      .matchAll('breakGlassRoleArns', props.breakGlassRoleArns, RULES.breakGlassRoleArn)
      .matchAll('deploymentRoleArns', props.deploymentRoleArns, RULES.deploymentRoleArn)
      .matchAll('deployerRoleArns', props.deployerRoleArns, RULES.deploymentRoleArn)
      .matchAll('acknowledgerRoleArns', props.acknowledgerRoleArns, RULES.breakGlassRoleArn);
  }

  private tell({ trail, targetIds, memberTrailNames }: TrailGuardrailProps, guardsArchive: boolean): void {
    const types = ['SERVICE_CONTROL_POLICY', ...(guardsArchive ? ['RESOURCE_CONTROL_POLICY'] : [])];
    const commands = types.map((type) => `aws organizations enable-policy-type --root-id r-… --policy-type ${type}`);
    Annotations.of(this).addInfo(
      `No policy of AWS Organizations binds the management account ${trail.managementAccountId}, where the trail lives, ` +
        `or service-linked roles. The types of policies must be enabled before: ${commands.join('; ')}`,
    );
    if (!guardsArchive) {
      warn(
        this,
        'archive-in-management-account',
        `the log archive is in the management account ${trail.managementAccountId}, so no policy guards it; put it into an account of its own`,
      );
    } else if (targetIds.every((id) => /^\d{12}$/.test(id) && !isSame(id, trail.logArchiveAccountId))) {
      warn(
        this,
        'archive-is-no-target',
        `the policies are not attached to the log archive account ${trail.logArchiveAccountId}; name it in targetIds`,
      );
    }
    if (memberTrailNames?.includes('*')) {
      warn(this, 'every-trail', 'memberTrailNames holds "*": no team can change or delete a trail of its own any more');
    }
  }
}

function choicesOf(props: TrailGuardrailProps): GuardrailChoices {
  const { trail, bootstrapQualifier } = props;
  const account = trail.logArchiveAccountId;
  return {
    trail,
    memberTrailNames: props.memberTrailNames ?? [],
    breakGlassRoleArns: props.breakGlassRoleArns ?? [],
    deploymentRoleArns: props.deploymentRoleArns ?? defaultDeploymentRoleArns(trail, account, bootstrapQualifier),
    passerRoleArns: defaultPasserRoleArns(trail, account, bootstrapQualifier),
    deployerRoleArns: props.deployerRoleArns ?? [],
    acknowledgerRoleArns: props.acknowledgerRoleArns ?? [],
  };
}

function checkSize(what: string, contents: readonly PolicyContent[]): Problems {
  const sizes = contents.map(sizeOf);
  const todo = 'name fewer roles, trails or patterns';
  return new Problems()
    .unless(
      sizes.every((size) => size <= MAX_POLICY_CHARACTERS),
      {
        what,
        given: `a statement of ${Math.max(...sizes)} characters`,
        allowed: `at most ${MAX_POLICY_CHARACTERS} characters in a policy`,
        todo,
      },
    )
    .unless(contents.length <= MAX_POLICIES_PER_TARGET, {
      what,
      given: `${contents.length} policies of ${sizes.join(', ')} characters`,
      allowed: `at most ${MAX_POLICIES_PER_TARGET} policies for one target, beside the one that allows everything`,
      todo,
    });
}
