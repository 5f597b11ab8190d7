import { ServiceError } from '../../stand-ins';
import type { Asked } from '../requests';
import { resourcesIn } from '../find';
import type { World } from '../world';
import type { Answers } from '.';

export function configAnswers(world: World): Answers {
  const known = ({ input, ...place }: Asked): string[] => {
    const names = resourcesIn(world, 'AWS::Config::ConfigRule', place).map(
      ({ Properties }) => Properties.ConfigRuleName,
    );
    const asked = (input.ConfigRuleNames ?? [input.ConfigRuleName]) as string[];
    const unknown = asked.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new ServiceError('NoSuchConfigRuleException', `there is no rule ${unknown}`);
    return asked;
  };
  return {
    'config:DescribeComplianceByConfigRule': (asked) => ({
      ComplianceByConfigRules: known(asked).map((ConfigRuleName) => ({
        ...{ ConfigRuleName, Compliance: { ComplianceType: 'COMPLIANT' } },
      })),
    }),
    'config:DescribeConfigRuleEvaluationStatus': (asked) => ({
      ConfigRulesEvaluationStatus: known(asked).map((ConfigRuleName) => ({
        ...{ ConfigRuleName, LastSuccessfulEvaluationTime: new Date(world.now() - 25 * 60_000) },
      })),
    }),
    'config:DescribeRemediationExceptions': (asked) => ({ RemediationExceptions: known(asked).slice(1) }),
  };
}
