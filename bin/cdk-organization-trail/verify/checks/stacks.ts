import { isDeepStrictEqual } from 'node:util';
import type { SynthesizedStack } from '../plan/assembly';
import type { Plan } from '../plan/deployment';
import { couldNotCheck, defineCheck, failed, ok, some, type Context, type Subject, type Verdict } from './check';
import { driftReads } from './drift-reads';
import { onEverything, onStacks } from './grants';

interface StackSubject extends Subject {
  readonly synthesized: SynthesizedStack;
}

const subjects = ({ stacks }: Plan): StackSubject[] =>
  stacks.map((synthesized) => {
    const { name, accountId, region } = synthesized;
    return { name, accountId, region, stack: synthesized, synthesized };
  });

const SETTLED = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;

export const STACK_DEPLOYED = defineCheck({
  id: 'stack-deployed',
  question: 'Is each stack deployed, and did its last operation succeed?',
  calls: {},
  subjects,
  async ask({ synthesized }, { deployed }) {
    const { status } = await deployed(synthesized);
    if (SETTLED.test(status)) return ok(status);
    if (status.endsWith('_IN_PROGRESS')) return couldNotCheck(status, 'run it again when the operation has ended');
    return failed(
      status,
      `look at its events, mend the cause, then finish the operation: npx cdk deploy ${synthesized.path}`,
    );
  },
});

export const STACK_TEMPLATE = defineCheck({
  id: 'stack-template',
  question: 'Is the deployed template the one that the app synthesizes?',
  calls: { getTemplate: onStacks },
  subjects,
  async ask(subject, { read }) {
    const { name, synthesized } = subject;
    const { TemplateBody = '{}' } = await read('getTemplate', subject, { StackName: name, TemplateStage: 'Original' });
    const deployed = JSON.parse(TemplateBody) as SynthesizedStack['template'];
    if (isDeepStrictEqual(deployed, synthesized.template)) return ok('the same');
    const [now, then] = [synthesized.template.Resources ?? {}, deployed.Resources ?? {}];
    const ids = [...new Set([...Object.keys(now), ...Object.keys(then)])];
    const changed = ids.filter((id) => !isDeepStrictEqual(now[id], then[id]));
    return failed(
      changed.length === 0 ? 'another one, with the same resources' : `another one, by ${some(changed)}`,
      `look at the difference, then deploy: npx cdk diff ${synthesized.path}`,
    );
  },
});

export const STACK_PROTECTION = defineCheck({
  id: 'stack-protection',
  question: 'Does each stack have termination protection?',
  calls: {},
  subjects,
  async ask({ name, region, synthesized }, { deployed }) {
    const { terminationProtection } = await deployed(synthesized);
    const command = 'aws cloudformation update-termination-protection --enable-termination-protection';
    return terminationProtection ? ok('on') : failed('off', `${command} --region ${region} --stack-name ${name}`);
  },
});

const POLL = 5_000;
const LONGEST_DETECTION = 10 * 60_000;

export const STACK_DRIFT = defineCheck({
  id: 'stack-drift',
  question: 'Are the resources of each stack as their template says?',
  calls: {
    detectStackDrift: onStacks,
    describeDriftDetection: ({ stacks }) => onEverything(stacks),
    describeResourceDrifts: onStacks,
  },
  alsoNeeds: driftReads,
  subjects,
  async ask(subject, context) {
    const { read, pages } = context;
    const { StackDriftDetectionId: id } = await read('detectStackDrift', subject, { StackName: subject.name });
    const { status, reason } = await detectionOf(subject, id, context);
    if (status !== 'DETECTION_COMPLETE') {
      return couldNotCheck(`${status}: ${reason}`, 'allow CloudFormation to read each resource, or run it again');
    }
    const drifts = await pages('describeResourceDrifts', subject, { StackName: subject.name });
    return verdictOf(
      subject,
      drifts.flatMap(({ StackResourceDrifts = [] }) => StackResourceDrifts),
    );
  },
});

type DriftContext = Pick<Context<'describeDriftDetection'>, 'repeat' | 'wait' | 'now'>;

async function detectionOf(subject: Subject, id: string | undefined, { repeat, wait, now }: DriftContext) {
  const deadline = now() + LONGEST_DETECTION;
  for (;;) {
    const found = await repeat('describeDriftDetection', subject, { StackDriftDetectionId: id });
    const { DetectionStatus: status = 'unknown', DetectionStatusReason: reason = 'no reason given' } = found;
    if (status !== 'DETECTION_IN_PROGRESS') return { status, reason };
    if (now() >= deadline) return { status, reason: 'it took more than ten minutes' };
    await wait(POLL);
  }
}

interface Drift {
  readonly LogicalResourceId: string | undefined;
  readonly ResourceType?: string | undefined;
  readonly StackResourceDriftStatus: string | undefined;
  readonly PropertyDifferences?: readonly { readonly PropertyPath: string | undefined }[];
}

/** What a function writes itself, by the type of the resource. */
const WRITTEN_AT_RUN_TIME: Readonly<Record<string, string>> = { 'AWS::SSM::Parameter': '/Value' };

function verdictOf({ synthesized }: StackSubject, drifts: readonly Drift[]): Verdict {
  const isMeant = ({ StackResourceDriftStatus, ResourceType = '', PropertyDifferences = [] }: Drift) =>
    StackResourceDriftStatus === 'MODIFIED' &&
    PropertyDifferences.length > 0 &&
    PropertyDifferences.every(({ PropertyPath }) => PropertyPath === WRITTEN_AT_RUN_TIME[ResourceType]);
  const drifted = drifts.filter((drift) => /MODIFIED|DELETED/.test(drift.StackResourceDriftStatus!) && !isMeant(drift));
  const all = Object.keys(synthesized.template.Resources ?? {}).length;
  if (drifted.length === 0) {
    const compared = drifts.filter(({ StackResourceDriftStatus }) => StackResourceDriftStatus === 'IN_SYNC').length;
    const others = compared < all ? ", CloudFormation can't compare the others" : '';
    return ok(`${compared} of ${all} resources compared${others}`);
  }
  const texts = drifted.map(({ LogicalResourceId, StackResourceDriftStatus, PropertyDifferences = [] }) => {
    const paths = some(
      PropertyDifferences.map(({ PropertyPath = '' }) => PropertyPath),
      3,
    );
    return `${LogicalResourceId} ${StackResourceDriftStatus}${paths && ` at ${paths}`}`;
  });
  const { path } = synthesized;
  return failed(some(texts), `npx cdk drift ${path}, then put it back: npx cdk deploy ${path} --revert-drift`);
}
