// Every construct of the API, with the least that it is made of, for tests that go over all of them.
import { Stack } from 'aws-cdk-lib';
import {
  AlarmReporter,
  AlarmTopic,
  DigestValidation,
  LogArchive,
  LogConsumer,
  OrganizationTrail,
  TamperAlerts,
  TrailAlarms,
  TrailAthena,
  TrailConfigRules,
  TrailDashboard,
  TrailGuardrail,
  TrailQueries,
} from '../../lib';
import { archiveStack, managementStack, organizationTrail, synthError } from './stacks';

const trail = organizationTrail();
const emailAddresses = ['security@example.com'];
const alarmTopic = (stack: Stack) => new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses });

export interface ConstructRow {
  readonly stackWith: (props?: object) => Stack;
  readonly make: (stack: Stack, props: never) => unknown;
  /** What it can't do without, by the properties that give it. */
  readonly required: string[];
  readonly props: (stack: Stack) => object;
}

export const CONSTRUCTS: Record<string, ConstructRow> = {
  LogArchive: {
    stackWith: archiveStack,
    make: (stack, props) => new LogArchive(stack, 'Construct', props),
    required: ['trail'],
    props: () => ({ trail }),
  },
  OrganizationTrail: {
    stackWith: managementStack,
    make: (stack, props) => new OrganizationTrail(stack, 'Construct', props),
    required: ['trail'],
    props: () => ({ trail }),
  },
  AlarmTopic: {
    stackWith: managementStack,
    make: (stack, props) => new AlarmTopic(stack, 'Construct', props),
    required: ['trail', 'emailAddresses, subscriptions, existingTopic'],
    props: () => ({ trail, emailAddresses }),
  },
  TamperAlerts: {
    stackWith: managementStack,
    make: (stack, props) => new TamperAlerts(stack, 'Construct', props),
    required: ['trail', 'alarmTopic'],
    props: (stack) => ({ trail, alarmTopic: alarmTopic(stack) }),
  },
  TrailAlarms: {
    stackWith: managementStack,
    make: (stack, props) => new TrailAlarms(stack, 'Construct', props),
    required: ['trail', 'alarmTopic'],
    props: (stack) => ({ trail, alarmTopic: alarmTopic(stack) }),
  },
  AlarmReporter: {
    stackWith: managementStack,
    make: (stack, props) => new AlarmReporter(stack, 'Construct', props),
    required: ['trail', 'alarmTopic'],
    props: (stack) => ({ trail, alarmTopic: alarmTopic(stack) }),
  },
  TrailConfigRules: {
    stackWith: managementStack,
    make: (stack, props) => new TrailConfigRules(stack, 'Construct', props),
    required: ['organizationTrail', 'alarmTopic'],
    props: (stack) => ({
      organizationTrail: new OrganizationTrail(stack, 'Trail', { trail }),
      alarmTopic: alarmTopic(stack),
    }),
  },
  TrailGuardrail: {
    stackWith: managementStack,
    make: (stack, props) => new TrailGuardrail(stack, 'Construct', props),
    required: ['trail', 'targetIds'],
    props: () => ({ trail, targetIds: ['r-abcd'] }),
  },
  TrailDashboard: {
    stackWith: managementStack,
    make: (stack, props) => new TrailDashboard(stack, 'Construct', props),
    required: ['trail'],
    props: () => ({ trail }),
  },
  TrailQueries: {
    stackWith: managementStack,
    make: (stack, props) => new TrailQueries(stack, 'Construct', props),
    required: ['trail'],
    props: () => ({ trail }),
  },
  TrailAthena: {
    stackWith: archiveStack,
    make: (stack, props) => new TrailAthena(stack, 'Construct', props),
    required: ['trail', 'alarmTopic'],
    props: (stack) => ({ trail, alarmTopic: alarmTopic(stack) }),
  },
  LogConsumer: {
    stackWith: archiveStack,
    make: (stack, props) => new LogConsumer(stack, 'Construct', props),
    required: ['trail', 'alarmTopic', 'consumerName'],
    props: (stack) => ({ trail, alarmTopic: alarmTopic(stack), consumerName: 'splunk' }),
  },
  DigestValidation: {
    stackWith: archiveStack,
    make: (stack, props) => new DigestValidation(stack, 'Construct', props),
    required: ['logArchive', 'alarmTopic'],
    props: (stack) => ({ logArchive: new LogArchive(stack, 'LogArchive', { trail }), alarmTopic: alarmTopic(stack) }),
  },
};

/** The sentences of the error that are about the construct in question. */
export function sentences(stack: Stack): string[] {
  const lines = synthError(stack).split('\n').slice(1);
  return lines.flatMap((line) => /^ {2}\[Stack\/Construct\] (?<sentence>.*)$/.exec(line)?.groups?.sentence ?? []);
}
