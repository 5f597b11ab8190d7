import { GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { escapeText } from '../../../../lambda/core/format/escape';
import { CannotRun } from '../../../shared/failure';
import type { Reads } from '../reads';

/** The account whose credentials are in use. */
export async function callerAccountId(region: string): Promise<string> {
  try {
    const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    return Account!;
  } catch (error) {
    const { name, message } = error as Error;
    const cause = escapeText(`${name}: ${message}`);
    const hint = 'log in, for example with "aws sso login", or set AWS_PROFILE';
    throw new CannotRun(`the account of the credentials cannot be read (${cause})`, hint, { cause: error });
  }
}

/** What is read of the account itself: roles, the bootstrap, quotas. */
export function accountReads(
  homeRegion: string,
): Pick<Reads, 'trustPolicyOf' | 'bootstrapVersion' | 'lambdaConcurrency'> {
  return {
    trustPolicyOf: (roleName) => trustPolicyOf(new IAMClient({ region: homeRegion }), roleName),
    bootstrapVersion,
    async lambdaConcurrency(region) {
      const { AccountLimit } = await new LambdaClient({ region }).send(new GetAccountSettingsCommand({}));
      return {
        limit: AccountLimit!.ConcurrentExecutions!,
        unreserved: AccountLimit!.UnreservedConcurrentExecutions!,
      };
    },
  };
}

/** IAM answers with the policy in the encoding of URLs. */
async function trustPolicyOf(client: IAMClient, roleName: string): Promise<string | undefined> {
  try {
    const { Role } = await client.send(new GetRoleCommand({ RoleName: roleName }));
    return decodeURIComponent(Role!.AssumeRolePolicyDocument!);
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

async function bootstrapVersion(region: string, qualifier: string): Promise<string | undefined> {
  const client = new SSMClient({ region });
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: `/cdk-bootstrap/${qualifier}/version` }));
    return Parameter!.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}
