import { DescribeOrganizationCommand, OrganizationsClient, paginateListAccounts } from '@aws-sdk/client-organizations';
import type { ReadFailure } from '../core';
import type { Clients } from './clients';
import { orReadFailure } from './errors';

/** An account of the organization, with times in milliseconds since 1970. */
export interface OrganizationAccount {
  readonly accountId: string;
  readonly isActive: boolean;
  readonly joined?: number;
}

/** What AWS Organizations says of the organization that the caller belongs to. */
export class OrganizationClient {
  public constructor(private readonly clients: Clients) {}

  public organizationId(): Promise<{ readonly organizationId: string } | ReadFailure> {
    return orReadFailure(async () => {
      const { Organization } = await this.clients.client(OrganizationsClient).send(new DescribeOrganizationCommand({}));
      return { organizationId: Organization?.Id ?? '' };
    });
  }

  public accounts(): Promise<readonly OrganizationAccount[] | ReadFailure> {
    return orReadFailure(async () => {
      const accounts: OrganizationAccount[] = [];
      const client = this.clients.client(OrganizationsClient);
      for await (const { Accounts = [] } of paginateListAccounts({ client }, {})) {
        for (const { Id = '', Status, State, JoinedTimestamp } of Accounts) {
          const isActive = (State ?? Status) === 'ACTIVE';
          accounts.push({ accountId: Id, isActive, joined: JoinedTimestamp?.getTime() });
        }
      }
      return accounts;
    });
  }
}
