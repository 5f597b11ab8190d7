import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import type { ReadFailure } from '../core';
import type { Clients } from './clients';
import { orReadFailure } from './errors';

/** What Account Management says of the Regions that accounts of the organization have enabled. */
export class EnabledRegions {
  /** Account Management rejects the caller's own account by its number: it is what is asked about without any. */
  public constructor(
    private readonly clients: Clients,
    private readonly ownAccountId: string,
  ) {}

  public of(accountId: string, abortSignal: AbortSignal): Promise<readonly string[] | ReadFailure> {
    return orReadFailure(async () => {
      const regions: string[] = [];
      const pages = paginateListRegions(
        { client: this.clients.client(AccountClient) },
        {
          ...(accountId !== this.ownAccountId && { AccountId: accountId }),
          RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
        },
        { abortSignal },
      );
      for await (const { Regions = [] } of pages)
        regions.push(...Regions.flatMap(({ RegionName }) => RegionName ?? []));
      return regions;
    });
  }
}
