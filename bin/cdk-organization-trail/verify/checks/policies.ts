import type { Input } from '../aws/calls';
import type { Plan, PlannedResource } from '../plan/deployment';
import { defineCheck, failed, ok, some, type Subject } from './check';
import { onEverything } from './grants';

type PolicyType = Input<'validatePolicy'>['policyType'];

interface PolicySubject extends Subject {
  readonly resource: PlannedResource;
  readonly document: unknown;
  readonly policyType: PolicyType;
  readonly resourceType?: Input<'validatePolicy'>['validatePolicyResourceType'];
}

type Found = Omit<PolicySubject, keyof Subject | 'resource'> & { readonly part?: string };

type Properties = Readonly<Record<string, unknown>>;

const resourcePolicy = (document: unknown, resourceType?: PolicySubject['resourceType']): Found[] => [
  { document, policyType: 'RESOURCE_POLICY', ...(resourceType && { resourceType }) },
];

/** Where the documents of policies stand, by the type of the resource. */
const DOCUMENTS: Readonly<Record<string, (properties: Properties) => readonly Found[]>> = {
  'AWS::IAM::Role': ({ AssumeRolePolicyDocument, Policies = [] }) => [
    ...resourcePolicy(AssumeRolePolicyDocument, 'AWS::IAM::AssumeRolePolicyDocument').map((found) => ({
      ...{ ...found, part: 'trust' },
    })),
    ...(Policies as { PolicyName: string; PolicyDocument: unknown }[]).map(({ PolicyName, PolicyDocument }) => ({
      ...{ document: PolicyDocument, policyType: 'IDENTITY_POLICY' as const, part: PolicyName },
    })),
  ],
  'AWS::IAM::Policy': ({ PolicyDocument }) => [{ document: PolicyDocument, policyType: 'IDENTITY_POLICY' }],
  'AWS::S3::BucketPolicy': ({ PolicyDocument }) => resourcePolicy(PolicyDocument, 'AWS::S3::Bucket'),
  'AWS::KMS::Key': ({ KeyPolicy }) => resourcePolicy(KeyPolicy),
  'AWS::SNS::TopicPolicy': ({ PolicyDocument }) => resourcePolicy(PolicyDocument),
  'AWS::SQS::QueuePolicy': ({ PolicyDocument }) => resourcePolicy(PolicyDocument),
  'AWS::DynamoDB::Table': ({ ResourcePolicy }) =>
    ResourcePolicy === undefined
      ? []
      : resourcePolicy((ResourcePolicy as { PolicyDocument: unknown }).PolicyDocument, 'AWS::DynamoDB::Table'),
  'AWS::Organizations::Policy': ({ Content, Type }) => [{ document: Content, policyType: Type as PolicyType }],
};

function policies(plan: Plan): PolicySubject[] {
  return plan.resources(...Object.keys(DOCUMENTS)).flatMap((resource) => {
    const { stack, type, properties, logicalId } = resource;
    const { RoleName, BucketName, Name, TableName } = properties;
    const named = [RoleName, BucketName, Name, TableName].find((name) => typeof name === 'string') ?? logicalId;
    const { accountId, region } = stack;
    return DOCUMENTS[type](properties).map(({ part, ...found }) => ({
      name: `${type.replace(/^AWS::/, '')} ${String(named)}${part === undefined ? '' : `: ${part}`}`,
      ...{ accountId, region, stack, resource, ...found },
    }));
  });
}

/** What AWS calls a finding that makes a policy wrong or dangerous. */
const GRAVE = ['ERROR', 'SECURITY_WARNING'];

export const POLICY_VALIDATION = defineCheck({
  id: 'policy-validation',
  question: 'Does IAM Access Analyzer find errors or security warnings in a policy?',
  calls: { validatePolicy: (plan) => onEverything(policies(plan)) },
  subjects: policies,
  async ask({ document, policyType, resourceType, resource, ...place }: PolicySubject, { pages, deployed }) {
    const { resolver } = await deployed(resource.stack);
    const found = await pages('validatePolicy', place, {
      policyDocument: JSON.stringify(resolver.resolve(document)),
      policyType,
      ...(resourceType && { validatePolicyResourceType: resourceType }),
    });
    const findings = found.flatMap(({ findings: page = [] }) => page);
    const grave = findings.filter(({ findingType = '' }) => GRAVE.includes(findingType));
    if (grave.length === 0) return ok(findings.length === 0 ? 'no findings' : `${findings.length} suggestions alone`);
    const texts = grave.map(({ issueCode, findingDetails }) => `${issueCode}: ${findingDetails}`);
    return failed(some(texts, 3), 'please report it with this line');
  },
});
