import type { Plan } from '../plan/deployment';
import { defineCheck, failed, ok, type Context } from './check';
import { resourceSubjects, revertDrift, type ResourceSubject } from './resource-subjects';

const policies = resourceSubjects('AWS::Organizations::Policy', 'Name');

const onPolicies = (plan: Plan) =>
  policies(plan)
    .slice(0, 1)
    .map(({ resource: { stack } }) => ({
      accountId: stack.accountId,
      resources: [`arn:${stack.partition}:organizations::${stack.accountId}:policy/*`],
    }));

export const GUARDRAIL_TARGETS = defineCheck({
  id: 'guardrail-targets',
  question: 'Is each policy of the guardrail attached to its targets?',
  calls: { listTargetsForPolicy: onPolicies },
  subjects: policies,
  async ask(subject: ResourceSubject, { pages, deployed }: Context<'listTargetsForPolicy'>) {
    const { logicalId, properties, stack } = subject.resource;
    const { resolver } = await deployed(stack);
    const PolicyId = resolver.resolve<string>({ Ref: logicalId });
    const found = await pages('listTargetsForPolicy', subject, { PolicyId });
    const attached = found.flatMap(({ Targets = [] }) => Targets.map(({ TargetId }) => TargetId));
    const targets = (properties.TargetIds ?? []) as string[];
    const missing = targets.filter((target) => !attached.includes(target));
    if (missing.length === 0) return ok(`attached to ${targets.join(', ')}`);
    return failed(`not attached to ${missing.join(', ')}`, revertDrift(subject));
  },
});
