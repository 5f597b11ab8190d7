import { awsJsonService, ServiceError } from './aws-json';
import { StandInService } from './stand-in';

export interface OrganizationsStandInOptions {
  readonly organizationId: string;
  readonly managementAccountId: string;
  /** Accounts with the field names of ListAccounts. */
  readonly accounts: readonly { readonly Id: string; readonly Status: string; readonly JoinedTimestamp?: Date }[];
  /** The error of an operation, where it is to fail. */
  readonly fault?: (operation: string) => ServiceError | undefined;
  /** How many accounts a page of ListAccounts has. Default: 20 */
  readonly pageSize?: number;
}

/** DescribeOrganization and ListAccounts. */
export function organizationsStandIn(options: OrganizationsStandInOptions): StandInService {
  const { organizationId, managementAccountId, accounts, fault, pageSize = 20 } = options;
  const guard = (operation: string) => {
    const error = fault?.(operation);
    if (error) throw error;
  };
  return awsJsonService('AWSOrganizationsV20161128.', {
    DescribeOrganization: () => {
      guard('DescribeOrganization');
      return { Organization: { Id: organizationId, MasterAccountId: managementAccountId, FeatureSet: 'ALL' } };
    },
    ListAccounts: ({ NextToken }) => {
      guard('ListAccounts');
      const start = Number(NextToken ?? 0);
      const next = start + pageSize;
      const seconds = (time?: Date) => time && time.getTime() / 1000;
      return {
        Accounts: accounts
          .slice(start, next)
          .map((account) => ({ ...account, JoinedTimestamp: seconds(account.JoinedTimestamp) })),
        ...(next < accounts.length && { NextToken: String(next) }),
      };
    },
  });
}
