import type { Input, Output } from '../aws/calls';
import type { Place } from '../plan/assembly';
import type { Plan } from '../plan/deployment';
import { couldNotCheck, defineCheck, failed, ok, type Context, type Subject, type Verdict } from './check';
import { arn } from '../plan/resources';

/** What a control looks at. */
type On = 'account' | 'trail' | 'log bucket';

interface ControlSubject extends Subject {
  readonly on: On;
}

const numbered = (service: string, numbers: readonly number[]) => numbers.map((number) => `${service}.${number}`);

/**
 * The controls that the trail, its account and its bucket are to pass, in the account and Region where Security Hub
 * evaluates them. Left out, since they ask for what the library leaves to the user: S3.7 (replication) and S3.20 (MFA
 * delete, which excludes lifecycle rules).
 */
const CONTROLS: Readonly<Record<On, readonly string[]>> = {
  account: [
    ...numbered('CloudWatch', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]),
    ...numbered('CloudTrail', [1, 3]),
  ],
  trail: numbered('CloudTrail', [2, 4, 5, 9]),
  'log bucket': [...numbered('CloudTrail', [6, 7]), ...numbered('S3', [2, 3, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 17])],
};

const ALL_CONTROLS = Object.values(CONTROLS).flat();
/** The most values that a filter takes. */
const VALUES_AT_ONCE = 20;

type Findings = NonNullable<Output<'getFindings'>['Findings']>;

export const SECURITY_HUB = defineCheck({
  id: 'security-hub',
  question: 'Does Security Hub find the controls for the trail, its alarms and its bucket passed?',
  calls: {
    getFindings: ({ trail, logArchiveAccountId }) =>
      [...new Set([trail.accountId, logArchiveAccountId])].map((accountId) => ({
        accountId,
        resources: [arn('securityhub', 'hub/default', { ...trail, accountId })],
      })),
  },
  subjects: ({ trail, logArchiveAccountId }) =>
    (Object.keys(CONTROLS) as On[]).flatMap((on) => {
      const accountId = on === 'log bucket' ? logArchiveAccountId : trail.accountId;
      return CONTROLS[on].map((name) => ({ name, on, accountId, region: trail.region }));
    }),
  async ask(subject: ControlSubject, context: Context<'getFindings'>) {
    const findings = await findingsIn(subject, context);
    const resource = resourceOf(subject, context.plan);
    return verdictOn(
      subject,
      findings.filter(
        ({ Compliance, Resources = [] }) =>
          Compliance?.SecurityControlId === subject.name && Resources.some(({ Id }) => Id === resource),
      ),
    );
  },
});

function resourceOf({ on, accountId }: ControlSubject, { trail }: Plan): string {
  if (on === 'trail') return trail.arn;
  return on === 'account' ? `AWS::::Account:${accountId}` : `arn:${trail.partition}:s3:::${trail.bucket}`;
}

/** The findings of all controls in a place, asked for once. */
async function findingsIn(place: Place, { pages }: Context<'getFindings'>): Promise<Findings> {
  const found = await Promise.all(
    Array.from({ length: Math.ceil(ALL_CONTROLS.length / VALUES_AT_ONCE) }, (_, index) => {
      const controls = ALL_CONTROLS.slice(index * VALUES_AT_ONCE, (index + 1) * VALUES_AT_ONCE);
      return pages('getFindings', place, { Filters: filtersFor(place, controls), MaxResults: 100 });
    }),
  );
  return found.flat().flatMap(({ Findings = [] }) => Findings);
}

function filtersFor({ accountId, region }: Place, controls: readonly string[]): Input<'getFindings'>['Filters'] {
  const equals = (Value: string) => ({ Value, Comparison: 'EQUALS' as const });
  return {
    ComplianceSecurityControlId: controls.map(equals),
    AwsAccountId: [equals(accountId)],
    Region: [equals(region)],
    RecordState: [equals('ACTIVE')],
  };
}

function verdictOn({ name, accountId }: ControlSubject, findings: Findings): Verdict {
  if (findings.length === 0) {
    return couldNotCheck('no result', `enable a standard of Security Hub that has the control in account ${accountId}`);
  }
  const statuses = findings.map(({ Compliance }) => Compliance?.Status ?? 'NOT_AVAILABLE');
  const isSuppressed = findings.some(({ Workflow }) => Workflow?.Status === 'SUPPRESSED');
  const text = `${[...new Set(statuses)].join(', ')}${isSuppressed ? ' (suppressed)' : ''}`;
  const reasons = findings.flatMap(({ Compliance }) => Compliance?.StatusReasons ?? []);
  const why = reasons.map(({ ReasonCode }) => ReasonCode).join(', ');
  if (statuses.includes('FAILED'))
    return failed(`${text} ${why}`.trim(), `look at the finding of ${name} in Security Hub`);
  return statuses.every((status) => status === 'PASSED') ? ok(text) : couldNotCheck(`${text} ${why}`.trim(), LATER);
}

const LATER = 'Security Hub evaluates its controls every 12 or 24 hours: look at the finding, or run it again tomorrow';
