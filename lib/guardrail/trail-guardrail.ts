import { Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import { rolesOfAccount } from '../identity/deployment-roles';
import { IN_MANAGEMENT_ACCOUNT } from '../identity/homes';
import { nameOf } from '../identity/names';
import { partOfTrail, type TrailPart } from '../identity/part-of-trail';
import { isSame, listOf, warn, type Problems } from '../shared/problems';
import { noteForPeople } from '../shared/note';
import { RULES } from '../shared/rules';
import type { TrailGuardrailProps } from './options';
import {
  MAX_LARGE_POLICY_CHARACTERS,
  MAX_POLICIES_PER_TARGET,
  MAX_POLICY_CHARACTERS,
  sizeOf,
  spread,
  type PolicyContent,
  type Statement,
} from './policy-size';
import {
  archiveIsGuarded,
  resourceControlStatements,
  serviceControlStatements,
  type GuardrailChoices,
} from './statements';

/**
 * A service control policy (SCP) and a resource control policy (RCP) that keep member accounts from stopping trails and
 * from touching the log archive.
 *
 * Neither binds the management account, where the organization trail lives, nor service-linked roles. Where the log
 * archive is in the management account too, nothing is made for it.
 *
 * It belongs in the management account. Make it after the other constructs of the trail: it exempts the roles that deploy
 * them. The policy types must be enabled before; deploying or deleting the stack enables and disables none of them. The
 * policies are deleted with the stack.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 *
 * @example
 * new TrailGuardrail(this, 'Guardrail', { trail, targetIds: ['r-abcd'] });
 */
export class TrailGuardrail extends Construct {
  constructor(scope: Construct, id: string, props: TrailGuardrailProps) {
    super(scope, id);
    const part = partOfTrail(this, props.trail, IN_MANAGEMENT_ACCOUNT);
    const { trail, problems } = part;
    const targetIds = [...listOf(props.targetIds)];
    checkTargets(problems, part, props);

    const choices = {
      trail,
      memberTrailNames: listOf(props.memberTrailNames),
      deployedBy: rolesOfAccount(this, problems, trail, trail.logArchiveAccountId),
    };
    const policies = this.createPolicies(problems, 'ServiceControlPolicy', serviceControlStatements(choices), {
      type: 'SERVICE_CONTROL_POLICY',
      name: nameOf(trail, 'guardrail'),
      description: `Keeps members from stopping trails and from touching the archive of ${trail.trailName}`,
      targetIds,
      most: props.largeServiceControlPolicies ? MAX_LARGE_POLICY_CHARACTERS : MAX_POLICY_CHARACTERS,
    });
    if (archiveIsGuarded(choices)) {
      const statements = resourceControlStatements(choices);
      const archivePolicies = this.createPolicies(problems, 'ResourceControlPolicy', statements, {
        type: 'RESOURCE_CONTROL_POLICY',
        name: nameOf(trail, 'archive-guardrail'),
        description: `Keeps everyone but CloudTrail and exempt roles from changing the archive of ${trail.trailName}`,
        targetIds,
        most: MAX_POLICY_CHARACTERS,
      });
      policies.push(...archivePolicies);
    }
    // Organizations rejects changes of the same target at the same time, whatever the types of the policies. The last comes
    // first: a statement that moves to a later policy, since its own is full, is there before it leaves the earlier one.
    policies.slice(1).forEach((policy, index) => policies[index].node.addDependency(policy));
    this.notice(choices, targetIds);
  }

  private createPolicies(
    problems: Problems,
    id: string,
    groups: readonly (readonly Statement[])[],
    { most, ...policy }: { type: string; name: string; description: string; targetIds: string[]; most: number },
  ): CfnPolicy[] {
    const contents = spread(Stack.of(this).resolve(groups), most);
    checkSize(problems, id, contents, most);
    return contents.map((content, index) => {
      const suffix = contents.length === 1 ? '' : `-${index + 1}`;
      return new CfnPolicy(this, `${id}${index + 1}`, { ...policy, name: `${policy.name}${suffix}`, content });
    });
  }

  private notice(choices: GuardrailChoices, targetIds: readonly string[]): void {
    const { trail, memberTrailNames } = choices;
    const guardsArchive = archiveIsGuarded(choices);
    const types = ['SERVICE_CONTROL_POLICY', ...(guardsArchive ? ['RESOURCE_CONTROL_POLICY'] : [])];
    const commands = types.map((type) => `aws organizations enable-policy-type --root-id r-… --policy-type ${type}`);
    noteForPeople(
      this,
      'NotBound',
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
    if (memberTrailNames.includes('*')) {
      warn(this, 'every-trail', 'memberTrailNames holds "*": no team can change or delete a trail of its own any more');
    }
  }
}

function checkTargets(
  problems: Problems,
  { trail }: TrailPart,
  { targetIds, memberTrailNames }: TrailGuardrailProps,
): void {
  const given = listOf(targetIds);
  problems
    .unless(trail.isOrganizationTrail, {
      what: 'trail',
      given: 'TrailIdentity.account(…)',
      allowed: 'the trail of an organization',
      todo: 'leave the guardrail out: policies of AWS Organizations need an organization',
    })
    .unless(given.length > 0, {
      what: 'targetIds',
      given: targetIds,
      allowed: 'at least one root, organizational unit or account',
      todo: 'take the root to bind every member account',
    })
    .unless(!given.includes(trail.managementAccountId), {
      what: 'targetIds',
      given: trail.managementAccountId,
      allowed: 'a root, an organizational unit or a member account',
      todo: 'take it out: no such policy binds the management account',
    })
    .matchAll('targetIds', targetIds, RULES.policyTargetId)
    .matchAll('memberTrailNames', memberTrailNames, RULES.trailNamePattern);
}

function checkSize(problems: Problems, what: string, contents: readonly PolicyContent[], most: number): void {
  const sizes = contents.map(sizeOf);
  const todo = 'name fewer roles, trails or patterns';
  problems
    .unless(
      sizes.every((size) => size <= most),
      {
        what,
        given: `a statement of ${Math.max(...sizes)} characters`,
        allowed: `at most ${most} characters in a policy`,
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
