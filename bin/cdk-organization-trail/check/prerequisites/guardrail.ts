import { unless, type Check } from '../gap';
import { nameOf, type Target } from '../target';

/** How many policies of a type a target takes, and how many the guardrail of a small organization has. */
const POLICY_TYPES = [
  { type: 'SERVICE_CONTROL_POLICY', quota: 10, needed: 2, ours: 'guardrail' },
  { type: 'RESOURCE_CONTROL_POLICY', quota: 5, needed: 1, ours: 'archive-guardrail' },
] as const;

type PolicyType = (typeof POLICY_TYPES)[number];

/** What guardrails need; nothing where none are attached. */
export function guardrailChecks(target: Target): Check[] {
  if (target.guardrailTargetIds.length === 0) return [];
  return [
    ...POLICY_TYPES.map((policyType) => isEnabled(target, policyType)),
    ...target.guardrailTargetIds.flatMap((id) => POLICY_TYPES.map((policyType) => hasRoom(target, policyType, id))),
  ];
}

function isEnabled({ managementAccountId: accountId }: Target, { type }: PolicyType): Check {
  return {
    what: `the policy type ${type} is enabled`,
    accountId,
    find: async (reads) => {
      const { id, policyTypes } = await reads.root();
      return unless(policyTypes.includes(type), {
        found: 'not enabled',
        command: `aws organizations enable-policy-type --policy-type ${type} --root-id ${id}`,
      });
    },
  };
}

/** What this library attached before does not take up room. */
function hasRoom(target: Target, { type, quota, needed, ours }: PolicyType, targetId: string): Check {
  const { managementAccountId: accountId } = target;
  return {
    what: `${targetId} takes ${needed} more of the type ${type}`,
    accountId,
    find: async (reads) => {
      const names = await reads.attachedPolicies(targetId, type);
      const others = names.filter((name) => !name.startsWith(nameOf(target, ours)));
      return unless(others.length + needed <= quota, {
        found: `${others.length} of ${quota}: ${others.join(', ')}`,
        command: `aws organizations detach-policy --target-id ${targetId} --policy-id, for one whose statements another one can take`,
      });
    },
  };
}
