// The bootstrap that the CDK needs in an account, Region by Region. Imports nothing, so that commands can use it without aws-cdk-lib.

/** That of a bootstrap without options. */
export const DEFAULT_QUALIFIER = 'hnb659fds';

export interface Bootstrap {
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly partition: string;
  readonly qualifier: string;
  /** The other accounts that deploy there. */
  readonly trustedAccountIds: readonly string[];
}

/** What makes the bootstrap of an account, or adds to it what is missing. */
export function bootstrapCommand({
  accountId,
  regions,
  partition,
  qualifier,
  trustedAccountIds: trusted,
}: Bootstrap): string {
  const trust = trusted.length === 0 ? '' : ` --trust ${trusted.join(',')} ${executionPolicies(partition)}`;
  const named = qualifier === DEFAULT_QUALIFIER ? '' : ` --qualifier ${qualifier}`;
  const places = regions.map((region) => `aws://${accountId}/${region}`);
  return `npx cdk bootstrap ${places.join(' ')}${trust}${named}`;
}

/** The CDK demands them with every trust. */
function executionPolicies(partition: string): string {
  return `--cloudformation-execution-policies arn:${partition}:iam::aws:policy/AdministratorAccess`;
}

export interface Deployment {
  readonly managementAccountId: string;
  readonly logArchiveAccountId: string;
  /** The accounts of the deployer roles that are named. */
  readonly deployerAccountIds: readonly string[];
}

/**
 * The accounts that the bootstrap of an account has to trust: those of the deployer roles, or the management account where
 * none is named. Each account trusts itself; the management account trusts those that belong to neither account of the trail.
 */
export function trustedAccounts(accountId: string, deployment: Deployment): string[] {
  const { managementAccountId, logArchiveAccountId, deployerAccountIds } = deployment;
  const deployers = deployerAccountIds.length > 0 ? [...new Set(deployerAccountIds)] : [managementAccountId];
  const isManagement = accountId === managementAccountId;
  return deployers.filter((id) => id !== accountId && !(isManagement && id === logArchiveAccountId));
}

/** The account of a role, by its ARN. */
export function accountOfArn(arn: string): string {
  return arn.split(':')[4];
}
