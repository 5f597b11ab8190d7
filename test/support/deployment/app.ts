import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App } from 'aws-cdk-lib';
import { addStacks } from '../../../bin/app';
import type { AppConfiguration } from '../../../bin/app-configuration';
import { deployedResources, type Resource } from '../iam';

/** A stack of the app, with its references as a deployment would resolve them. */
export interface DeployedStack {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly template: { readonly Resources: Readonly<Record<string, Resource>> };
  readonly resources: Readonly<Record<string, Resource>>;
  /** What "Ref" gives, by the logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
}

/** An app in the folder that it was synthesized into. */
export interface SynthesizedApp {
  readonly folder: string;
  readonly stacks: readonly DeployedStack[];
}

/** Of these types there are many alike, which take long to ask about. */
const MANY_ALIKE = ['AWS::Events::Rule', 'AWS::Logs::MetricFilter'];

/** The property with the name of a resource, by its type. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::Config::ConfigRule': 'ConfigRuleName',
  'AWS::Events::Rule': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::MetricFilter': 'FilterName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SSM::Document': 'Name',
};

type Change = (template: DeployedStack['template']) => DeployedStack['template'];

/** Synthesizes the app, and changes its templates. */
export function synthesize(configuration: AppConfiguration, change?: Change): SynthesizedApp {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'verify-app-'));
  const app = new App({ outdir: folder });
  addStacks(app, configuration);
  const assembly = app.synth();
  for (const { templateFullPath } of change ? assembly.stacks : []) {
    const template = JSON.parse(readFileSync(templateFullPath, 'utf8')) as DeployedStack['template'];
    writeFileSync(templateFullPath, JSON.stringify(change!(template)));
  }
  return {
    folder,
    stacks: assembly.stacks.map(({ stackName, environment: { account, region }, templateFullPath }) => {
      const template = JSON.parse(readFileSync(templateFullPath, 'utf8')) as DeployedStack['template'];
      const place = { accountId: account, region };
      const physicalIds = physicalIdsOf(template, place);
      const resources = named(deployedResources(template, place), physicalIds);
      return { name: stackName, ...place, template, resources, physicalIds };
    }),
  };
}

/** No more than two resources of the types of which there are many. */
export function small({ Resources, ...template }: DeployedStack['template']): DeployedStack['template'] {
  const kept = Object.entries(Resources).filter(([id, { Type }], _, all) => {
    const alike = all.filter((entry) => entry[1].Type === Type);
    return !MANY_ALIKE.includes(Type) || alike.findIndex(([other]) => other === id) < 2;
  });
  return { ...template, Resources: Object.fromEntries(kept) };
}

/** The stack of the trail as stacks are whose names are left to CloudFormation: alarms refer to their topic. */
export function withoutNames({ Resources, ...template }: DeployedStack['template']): DeployedStack['template'] {
  if (!Object.values(Resources).some(({ Type }) => Type === 'AWS::CloudTrail::Trail'))
    return { Resources, ...template };
  const topicId = Object.keys(Resources).find((id) => Resources[id].Type === 'AWS::SNS::Topic');
  const entries = Object.entries(Resources).map(([id, resource]) => {
    const properties = Object.entries(resource.Properties ?? {}).filter(([name]) => name !== NAMES[resource.Type]);
    return [id, { ...resource, Properties: Object.fromEntries(properties) }] as const;
  });
  const text = JSON.stringify({ ...template, Resources: Object.fromEntries(entries) });
  const topic = JSON.stringify({ Ref: topicId });
  return JSON.parse(
    topicId === undefined ? text : text.replace(/"arn:aws:sns:[^"]*-alarms"/g, topic),
  ) as DeployedStack['template'];
}

/** A resource without a name has the one that CloudFormation makes. */
function named(resources: Record<string, Resource>, physicalIds: Readonly<Record<string, string>>) {
  const entries = Object.entries(resources).map(([id, { Type, Properties }]) => {
    const name = NAMES[Type];
    const made = name === undefined || Properties[name] !== undefined ? {} : { [name]: physicalIds[id] };
    return [id, { Type, Properties: { ...made, ...Properties } }] as const;
  });
  return Object.fromEntries(entries);
}

type Place = Pick<DeployedStack, 'accountId' | 'region'>;

function physicalIdsOf(template: DeployedStack['template'], place: Place): Record<string, string> {
  const Refs = { Type: 'Test::Refs', Properties: refsTo(template) };
  const { Properties } = deployedResources({ Resources: { ...template.Resources, Refs } }, place).Refs;
  const ids = Object.entries(Properties).map(([id, ref]) => {
    const isPolicy = template.Resources[id].Type === 'AWS::Organizations::Policy';
    return [id, isPolicy ? policyIdOf(id) : String(ref)];
  });
  return Object.fromEntries(ids) as Record<string, string>;
}

const refsTo = ({ Resources }: DeployedStack['template']) =>
  Object.fromEntries(Object.keys(Resources).map((id) => [id, { Ref: id }]));

/** AWS Organizations gives ids of its own. */
export const policyIdOf = (logicalId: string): string => `p-${logicalId.toLowerCase()}`;
