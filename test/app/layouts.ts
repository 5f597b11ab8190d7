// The configurations that the app is tested with.
import { App, type AppProps, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '../../bin/app';
import type { AppConfiguration } from '../../bin/app-configuration';

const alarmEmails = ['security@example.com'];
const two: AppConfiguration = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  logArchiveAccountId: '222222222222',
  homeRegion: 'us-east-1',
  alarmEmails,
  breakGlassRoleArns: ['arn:aws:iam::111111111111:role/break-glass', 'arn:aws:iam::222222222222:role/break-glass'],
  guardrailTargetIds: ['r-examplerootid'],
};
const { logArchiveAccountId, guardrailTargetIds, ...others } = two;
const one = { ...others, breakGlassRoleArns: ['arn:aws:iam::111111111111:role/break-glass'] };
const { organizationId, ...account } = one;

export const LAYOUTS: Record<string, AppConfiguration> = {
  'management account and log archive account': { ...two, logArchiveAccountId, guardrailTargetIds },
  'management account alone': { ...one, organizationId, configRecorder: 'create' },
  'a single account without an organization': account,
  'a home Region other than us-east-1': { ...two, homeRegion: 'eu-west-1' },
};

/** With everything that is left out unless somebody asks for it. */
export const LAYOUT_WITH_ALL: AppConfiguration = {
  ...two,
  allowMacie: true,
  consumers: [
    {
      consumerName: 'splunk',
      messageForm: 'S3',
      vendorAccountId: '444444444444',
      externalId: 'example-external-id',
    },
    { consumerName: 'member', accountIds: ['333333333333'] },
  ],
  athena: {
    readerArns: ['arn:aws:iam::333333333333:role/security-analyst'],
    accountIds: ['111111111111', '222222222222', '333333333333'],
    historyDays: 400,
  },
  formerLocations: [
    {
      bucketName: 'former-logs',
      keyPrefix: 'audit',
      ownerAccountId: '333333333333',
      since: '2025-01-01T00:00:00Z',
      until: '2026-01-01T00:00:00Z',
      encryptionKeyArn: 'arn:aws:kms:us-east-1:333333333333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    },
  ],
};

/** The app's stacks by name, in the order in which they are made. */
export function stacksOf(configuration: AppConfiguration, props: AppProps = {}): Map<string, Stack> {
  const { stacks } = addStacks(new App(props), configuration);
  return new Map(stacks.map((stack) => [stack.stackName, stack]));
}

const synthesized = new Map<string, ReadonlyMap<string, Template>>();

/** The template of each stack of the app. What was synthesized once serves all tests. */
export function templatesOf(configuration: AppConfiguration, props: AppProps = {}): ReadonlyMap<string, Template> {
  const name = JSON.stringify([configuration, props]);
  const templates = synthesized.get(name) ?? synthesize(configuration, props);
  synthesized.set(name, templates);
  return templates;
}

function synthesize(configuration: AppConfiguration, props: AppProps): ReadonlyMap<string, Template> {
  return new Map([...stacksOf(configuration, props)].map(([name, stack]) => [name, Template.fromStack(stack)]));
}
