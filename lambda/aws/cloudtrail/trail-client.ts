import { DescribeTrailsCommand, GetTrailCommand, type Trail as SdkTrail } from '@aws-sdk/client-cloudtrail';
import { DescribeOrganizationCommand, paginateListAccounts } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { isReadFailure, type ReadFailure } from '../../core';
import { readFailureFor, remedyFor, toErrorAnswer } from '../errors';
import type { Clients } from '../clients';

export interface TrailDescription {
  readonly arn: string;
  readonly bucket: string;
  readonly keyPrefix?: string;
  readonly isOrganizationTrail: boolean;
}

/** An account of the organization, with times in milliseconds since 1970. */
export interface OrganizationAccount {
  readonly accountId: string;
  readonly isActive: boolean;
  readonly joined?: number;
}

/** What CloudTrail, Organizations and STS tell about a trail and whose it is. A failure is an answer here too. */
export class TrailClient {
  public constructor(private readonly clients: Clients) {}

  /** Found by its ARN among the trails that its home Region lists, or asked for by name where it does not list it. */
  public async describeTrail(arn: string): Promise<TrailDescription | ReadFailure> {
    const client = this.clients.cloudTrail(arn.split(':')[3]);
    const listed = await answer(async () => {
      const { trailList = [] } = await client.send(new DescribeTrailsCommand({}));
      return toDescription(
        arn,
        trailList.find(({ TrailARN }) => TrailARN === arn),
      );
    });
    if (!isReadFailure(listed)) return listed;
    const named = await answer(async () =>
      toDescription(arn, (await client.send(new GetTrailCommand({ Name: arn }))).Trail),
    );
    return isReadFailure(named) ? listed : named;
  }

  public organizationId(): Promise<{ readonly organizationId: string } | ReadFailure> {
    return answer(async () => {
      const { Organization } = await this.clients.organizations().send(new DescribeOrganizationCommand({}));
      return { organizationId: Organization?.Id ?? '' };
    });
  }

  public accounts(): Promise<readonly OrganizationAccount[] | ReadFailure> {
    return answer(async () => {
      const accounts: OrganizationAccount[] = [];
      for await (const { Accounts = [] } of paginateListAccounts({ client: this.clients.organizations() }, {})) {
        for (const { Id = '', Status, State, JoinedTimestamp } of Accounts) {
          const isActive = (State ?? Status) === 'ACTIVE';
          accounts.push({ accountId: Id, isActive, joined: JoinedTimestamp?.getTime() });
        }
      }
      return accounts;
    });
  }

  public callerAccountId(): Promise<{ readonly accountId: string } | ReadFailure> {
    return answer(async () => {
      const { Account = '' } = await this.clients.sts().send(new GetCallerIdentityCommand({}));
      return { accountId: Account };
    });
  }
}

function toDescription(arn: string, trail: SdkTrail | undefined): TrailDescription | ReadFailure {
  if (!trail?.S3BucketName) return { failure: 'absent', detail: `no trail ${arn}` };
  return {
    arn,
    bucket: trail.S3BucketName,
    keyPrefix: trail.S3KeyPrefix,
    isOrganizationTrail: trail.IsOrganizationTrail === true,
  };
}

export async function answer<T extends object>(ask: () => Promise<T>): Promise<T | ReadFailure> {
  try {
    return await ask();
  } catch (error) {
    const said = toErrorAnswer(error);
    return readFailureFor(remedyFor(said), said);
  }
}
