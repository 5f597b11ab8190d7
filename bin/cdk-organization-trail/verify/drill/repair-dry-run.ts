import { couldNotCheck, defineCheck, failed, ok, type Context, type Subject, type Verdict } from '../checks/check';
import { REPAIR_DOCUMENT, withAnyContent } from '../checks/repair-document';
import { resourceSubjects, type ResourceSubject } from '../checks/resource-subjects';
import { MINUTE } from '../checks/times';
import type { Plan } from '../plan/deployment';
import { arn } from '../plan/resources';

interface Content {
  readonly parameters?: {
    readonly DryRun?: unknown;
    readonly AutomationAssumeRole?: { readonly default?: string };
  };
}

const POLL = 5_000;
const LONGEST_RUN = 10 * MINUTE;

/** The documents that can run without writing anything. */
const documents = (plan: Plan) =>
  resourceSubjects('AWS::SSM::Document', 'Name')(plan).filter((subject) => contentOf(subject).parameters?.DryRun);

const contentOf = ({ resource }: ResourceSubject) => (resource.properties.Content ?? {}) as Content;

const onDocuments = (kinds: readonly string[]) => (plan: Plan) =>
  documents(plan).map(({ name, accountId, resource: { stack } }) => ({
    accountId,
    resources: kinds.map((kind) => arn('ssm', kind.replace('NAME', withAnyContent(name)), stack)),
  }));

type RunContext = Context<'startAutomation' | 'getAutomation' | 'describeDocument' | 'getDocument'>;

export const REPAIR_DRY_RUN = defineCheck({
  id: 'drill-repair',
  question: 'Does the repair run, and does it find nothing to put back?',
  calls: {
    describeDocument: onDocuments(['document/NAME']),
    getDocument: onDocuments(['document/NAME']),
    startAutomation: onDocuments(['document/NAME', 'automation-definition/NAME:*', 'automation-execution/*']),
    getAutomation: onDocuments(['automation-execution/*']),
  },
  alsoNeeds: (plan) =>
    documents(plan).flatMap((subject) => {
      const role = contentOf(subject).parameters?.AutomationAssumeRole?.default;
      return role === undefined ? [] : [{ accountId: subject.accountId, actions: ['iam:PassRole'], resources: [role] }];
    }),
  subjects: documents,
  async ask(subject: ResourceSubject, context: RunContext) {
    // A document that somebody changed would write, whatever it is asked for.
    const { status } = await REPAIR_DOCUMENT.ask(subject, context as Context);
    if (status !== 'ok') return couldNotCheck('the document is not as in the template', 'see "repair-document"');
    const { AutomationExecutionId: id } = await context.repeat('startAutomation', subject, {
      ...{ DocumentName: subject.name, DocumentVersion: '$DEFAULT', Parameters: { DryRun: ['true'] } },
    });
    return verdictOn(await executionOf(subject, id, context), id);
  },
});

const ENDED = /^(Success|Failed|TimedOut|Cancelled|CompletedWith)/;

async function executionOf(subject: Subject, id: string | undefined, { repeat, wait, now }: RunContext) {
  const deadline = now() + LONGEST_RUN;
  for (;;) {
    const { AutomationExecution } = await repeat('getAutomation', subject, { AutomationExecutionId: id });
    const { AutomationExecutionStatus: status = '', StepExecutions = [] } = AutomationExecution ?? {};
    if (ENDED.test(status) || now() >= deadline) return { status, steps: StepExecutions };
    await wait(POLL);
  }
}

interface Execution {
  readonly status: string;
  readonly steps: readonly { readonly StepName?: string; readonly StepStatus?: string }[];
}

/** Each write that is due is a step whose name starts with Would. */
function verdictOn({ status, steps }: Execution, id: string | undefined): Verdict {
  const failures = steps.filter(({ StepStatus = '' }) => /Failed|TimedOut|Cancelled/.test(StepStatus));
  const due = steps.filter(({ StepName = '', StepStatus }) => StepName.startsWith('Would') && StepStatus === 'Success');
  const look = `look at the execution: aws ssm get-automation-execution --automation-execution-id ${id}`;
  const names = (of: typeof steps) => of.map(({ StepName }) => StepName).join(', ');
  if (status !== 'Success' || failures.length > 0) return failed(`${status} ${names(failures)}`.trim(), look);
  if (due.length > 0) return failed(`it would put back what differs: ${names(due)}`, look);
  return ok(`${status}, nothing to put back`);
}
