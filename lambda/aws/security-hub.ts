import { BatchImportFindingsCommand, type SecurityHubClient } from '@aws-sdk/client-securityhub';

/** A finding in the AWS Security Finding Format, as far as it is used. */
export interface SecurityHubFinding {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  readonly ProductArn: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly Types: string[];
  readonly CreatedAt: string;
  readonly FirstObservedAt: string;
  readonly UpdatedAt: string;
  readonly LastObservedAt: string;
  readonly Severity: { readonly Label: 'CRITICAL' | 'MEDIUM' };
  readonly FindingProviderFields: Pick<SecurityHubFinding, 'Severity' | 'Types'>;
  readonly Title: string;
  readonly Description: string;
  readonly Resources: {
    readonly Type: string;
    readonly Id: string;
    readonly Region: string;
    readonly Partition: 'aws' | 'aws-cn' | 'aws-us-gov';
  }[];
  readonly ProductFields: Record<string, string>;
  readonly RecordState: 'ACTIVE' | 'ARCHIVED';
  readonly Remediation?: { readonly Recommendation: { readonly Text: string; readonly Url: string } };
}

/** Security Hub takes so many findings at once. */
const BATCH = 100;

/** Why Security Hub did not take a finding, or a whole batch. */
interface Failure {
  readonly code?: string;
  readonly message?: string;
}

/**
 * Sends all findings, also after some were rejected, and throws at the end. Returns false where Security Hub is not
 * enabled: it says so by an exception, or by the code of each finding.
 */
export async function importFindings(
  hub: Pick<SecurityHubClient, 'send'>,
  findings: readonly SecurityHubFinding[],
): Promise<boolean> {
  const failures: Failure[] = [];
  for (let index = 0; index < findings.length; index += BATCH) {
    failures.push(...(await importBatch(hub, findings.slice(index, index + BATCH))));
  }
  const [failure] = failures.filter(({ code }) => !isDisabled(code));
  if (failure === undefined) return failures.length === 0;
  throw new Error(`Security Hub rejected ${failures.length} times: ${failure.code}: ${failure.message}`);
}

async function importBatch(
  hub: Pick<SecurityHubClient, 'send'>,
  Findings: SecurityHubFinding[],
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

function isDisabled(code: string | undefined): boolean {
  return code === 'InvalidAccess' || code === 'InvalidAccessException';
}
