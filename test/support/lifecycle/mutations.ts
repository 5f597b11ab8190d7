// Copies of stacks with one thing made wrong, or right, whatever it is in the template.
import { createHash } from 'node:crypto';
import type { StackSpec, Template, TemplateResource } from './stack-spec';

type Change = (resource: TemplateResource, logicalId: string) => TemplateResource;
type Statement = Readonly<Record<string, unknown>>;

export function changed(specs: readonly StackSpec[], change: Change): StackSpec[] {
  return specs.map((spec) => {
    const entries = Object.entries(spec.template.Resources);
    const Resources = Object.fromEntries(entries.map(([id, resource]) => [id, change(resource, id)]));
    return { ...spec, template: { ...spec.template, Resources } };
  });
}

/** Keeps the resources that the test names, and lets all others go with their stack. */
export function retaining(
  specs: readonly StackSpec[],
  isRetained: (resource: TemplateResource) => boolean,
): StackSpec[] {
  return changed(specs, (resource) => ({
    ...resource,
    DeletionPolicy: isRetained(resource) ? 'RetainExceptOnCreate' : 'Delete',
    UpdateReplacePolicy: isRetained(resource) ? 'Retain' : 'Delete',
  }));
}

/** Evidence, and what it needs to stay readable and to go on. */
export function holdsEvidence({ Type, Properties = {} }: TemplateResource): boolean {
  return (
    ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'].includes(Type) ||
    (Type === 'AWS::KMS::Key' &&
      !/^Encrypts (the alarms|the delivery notifications|what the consumer|what reports alarms)/.test(
        textOf(Properties.Description),
      )) ||
    (Type === 'AWS::KMS::Alias' &&
      !/-(alarms|reports|deliveries|consumer-[a-z0-9-]+)$/.test(textOf(Properties.AliasName))) ||
    Type === 'AWS::CloudTrail::Trail' ||
    (Type === 'AWS::DynamoDB::Table' && !/-alarm-reports$/.test(textOf(Properties.TableName))) ||
    (Type === 'AWS::Logs::LogGroup' && textOf(Properties.LogGroupName).startsWith('/aws/cloudtrail/')) ||
    (Type === 'AWS::IAM::Role' && /-log-delivery$/.test(textOf(Properties.RoleName)))
  );
}

const textOf = (value: unknown) => JSON.stringify(value ?? '').replaceAll('"', '');

/** Denies the deletion of every key to all but these roles. */
export function denyingKeyDeletion(specs: readonly StackSpec[], except: (spec: StackSpec) => string[]): StackSpec[] {
  return specs.flatMap((spec) =>
    changed([spec], (resource) => {
      if (resource.Type !== 'AWS::KMS::Key') return resource;
      const policy = resource.Properties?.KeyPolicy as { Statement: Statement[] };
      const others = policy.Statement.filter(
        ({ Effect, Action }) => Effect !== 'Deny' || ![Action].flat().includes('kms:ScheduleKeyDeletion'),
      );
      const Statement = [...others, denyingDeletion([...except(spec), 'arn:aws:iam::222222222222:role/break-glass'])];
      return { ...resource, Properties: { ...resource.Properties, KeyPolicy: { ...policy, Statement } } };
    }),
  );
}

function denyingDeletion(roleArns: string[]): Statement {
  return {
    ...{
      Sid: 'DenyDeletion',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:ScheduleKeyDeletion',
      Resource: '*',
    },
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleArns } },
  };
}

export function withProperty(specs: readonly StackSpec[], type: string, name: string, value: unknown): StackSpec[] {
  return changed(specs, (resource) =>
    resource.Type === type ? { ...resource, Properties: { ...resource.Properties, [name]: value } } : resource,
  );
}

/** Without some of the resources. */
export function without(
  specs: readonly StackSpec[],
  isTaken: (logicalId: string, resource: TemplateResource) => boolean,
) {
  return specs.map((spec) => {
    const Resources = Object.fromEntries(
      Object.entries(spec.template.Resources).filter(([id, resource]) => !isTaken(id, resource)),
    );
    return { ...spec, template: { ...spec.template, Resources } };
  });
}

/** Other text in every template, policies and references included. */
export function replacingText(specs: readonly StackSpec[], from: string, to: string): StackSpec[] {
  return specs.map((spec) => ({
    ...spec,
    template: JSON.parse(JSON.stringify(spec.template).replaceAll(from, to)) as Template,
  }));
}

/** Documents that are new versions of one name, started by a version. */
export function documentsInVersions(specs: readonly StackSpec[], version: '$DEFAULT' | '$LATEST'): StackSpec[] {
  const versioned = withProperty(specs, 'AWS::SSM::Document', 'UpdateMethod', 'NewVersion');
  const started = changed(versioned, (resource) =>
    resource.Type === 'AWS::Config::RemediationConfiguration'
      ? { ...resource, Properties: { ...resource.Properties, TargetVersion: version } }
      : resource,
  );
  return replacingText(replacingText(started, ':$DEFAULT"', `:${version}"`), ':$LATEST"', `:${version}"`);
}

/** Documents that have their content in their name. */
export function documentsByContent(specs: readonly StackSpec[]): StackSpec[] {
  return specs.map((spec) => {
    const documents = Object.values(spec.template.Resources).filter(({ Type }) => Type === 'AWS::SSM::Document');
    return documents.reduce((named, { Properties = {} }) => {
      const hash = createHash('sha256').update(JSON.stringify(Properties.Content)).digest('hex').slice(0, 8);
      const [name, other] = [String(Properties.Name), `${String(Properties.Name)}-${hash}`];
      const [renamed] = withProperty([named], 'AWS::SSM::Document', 'UpdateMethod', 'Replace');
      return [
        ...[`"Name":"${name}"`, `"TargetId":"${name}"`, `automation-definition/${name}:`, `document/${name}"`],
      ].reduce((it, text) => replacingText([it], text, text.replace(name, other))[0], renamed);
    }, spec);
  });
}
