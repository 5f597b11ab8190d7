import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';

/** Security Hub takes so many findings at once. */
const BATCH = 100;

/** Why Security Hub did not take a finding, or a whole batch. */
interface Failure {
  readonly code?: string;
  readonly message?: string;
}

/**
 * Sends all findings, also after some were refused, and throws at the end. Returns false where Security Hub is not on:
 * it says so by an exception, or by the code of each finding.
 */
export async function importFindings(
  hub: Pick<SecurityHubClient, 'send'>,
  findings: readonly AwsSecurityFinding[],
): Promise<boolean> {
  const failures: Failure[] = [];
  for (let index = 0; index < findings.length; index += BATCH) {
    failures.push(...(await importBatch(hub, findings.slice(index, index + BATCH))));
  }
  const [failure] = failures.filter(({ code }) => !isOff(code));
  if (failure === undefined) return failures.length === 0;
  throw new Error(`Security Hub refused ${failures.length} times: ${failure.code}: ${failure.message}`);
}

async function importBatch(
  hub: Pick<SecurityHubClient, 'send'>,
  Findings: AwsSecurityFinding[],
): Promise<readonly Failure[]> {
  try {
    const { FailedCount = 0, FailedFindings = [] } = await hub.send(new BatchImportFindingsCommand({ Findings }));
    const failures = FailedFindings.map(({ ErrorCode, ErrorMessage }) => ({ code: ErrorCode, message: ErrorMessage }));
    return FailedCount > 0 && failures.length === 0 ? [{ message: `${FailedCount} findings` }] : failures;
  } catch (error) {
    const { name, message } = error as Error;
    return [{ code: name, message }];
  }
}

function isOff(code: string | undefined): boolean {
  return code === 'InvalidAccess' || code === 'InvalidAccessException';
}
