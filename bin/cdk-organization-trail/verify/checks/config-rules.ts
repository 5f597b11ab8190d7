import { onEverything } from './grants';
import { couldNotCheck, defineCheck, failed, ok, type Subject } from './check';
import { deployedName, resourceSubjects, type ResourceSubject } from './resource-subjects';
import { ago, HOUR } from './times';

const rules = resourceSubjects('AWS::Config::ConfigRule', 'ConfigRuleName');
const remediations = resourceSubjects('AWS::Config::RemediationConfiguration', 'ConfigRuleName');

/** How often AWS Config evaluates a rule, in hours. */
const FREQUENCIES: Readonly<Record<string, number>> = {
  One_Hour: 1,
  Three_Hours: 3,
  Six_Hours: 6,
  Twelve_Hours: 12,
  TwentyFour_Hours: 24,
};

export const CONFIG_RULES = defineCheck({
  id: 'config-rules',
  question: 'Does each rule of AWS Config find the trail compliant, and was it evaluated lately?',
  calls: {
    describeCompliance: (plan) => onEverything(rules(plan)),
    describeEvaluations: (plan) => onEverything(rules(plan)),
  },
  subjects: rules,
  async ask(subject: ResourceSubject, { pages, now, deployed }) {
    const names = { ConfigRuleNames: [await deployedName(subject, { deployed })] };
    const [{ ComplianceByConfigRules: [rule] = [] } = {}] = await pages('describeCompliance', subject, names);
    const [{ ConfigRulesEvaluationStatus: [status] = [] } = {}] = await pages('describeEvaluations', subject, names);
    const compliance = rule?.Compliance?.ComplianceType ?? 'INSUFFICIENT_DATA';
    const last = status?.LastSuccessfulEvaluationTime?.getTime();
    const limit = 2 * HOUR * (FREQUENCIES[String(subject.resource.properties.MaximumExecutionFrequency)] ?? 24);
    if (compliance === 'NON_COMPLIANT') return failed(compliance, details(subject));
    if (status?.LastErrorCode) return failed(`${status.LastErrorCode}: ${status.LastErrorMessage}`, evaluate(subject));
    if (compliance !== 'COMPLIANT' || last === undefined) return couldNotCheck(compliance, evaluate(subject));
    if (now() - last > limit) return failed(`${compliance}, evaluated ${ago(last, now())}`, evaluate(subject));
    return ok(`${compliance}, evaluated ${ago(last, now())}`);
  },
});

function details({ name, region }: Subject): string {
  const command = 'aws configservice get-compliance-details-by-config-rule';
  return `look at what it found: ${command} --region ${region} --config-rule-name ${name}`;
}

function evaluate({ name, region }: Subject): string {
  const command = 'aws configservice start-config-rules-evaluation';
  return `see that a recorder records, then: ${command} --region ${region} --config-rule-names ${name}`;
}

export const CONFIG_REMEDIATION = defineCheck({
  id: 'config-remediation',
  question: 'Does AWS Config still repair the trail for each rule, without exceptions?',
  calls: { describeRemediationExceptions: (plan) => onEverything(remediations(plan)) },
  subjects: remediations,
  async ask(subject: ResourceSubject, { pages, deployed }) {
    const { region, resource } = subject;
    const { resolver } = await deployed(resource.stack);
    const name = resolver.resolve<string>(resource.properties.ConfigRuleName);
    const found = await pages('describeRemediationExceptions', subject, { ConfigRuleName: name });
    const exceptions = found.flatMap(({ RemediationExceptions = [] }) => RemediationExceptions);
    if (exceptions.length === 0) return ok('no exceptions');
    const keys = exceptions.map(({ ResourceId, Message = 'no reason given' }) => `${ResourceId}: ${Message}`);
    const resources = exceptions.map((key) => `ResourceType=${key.ResourceType},ResourceId=${key.ResourceId}`);
    const command = `aws configservice delete-remediation-exceptions --region ${region} --config-rule-name ${name}`;
    return failed(`given up for ${keys.join(', ')}`, `${command} --resource-keys ${resources.join(' ')}`);
  },
});
