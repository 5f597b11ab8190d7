import { CloudTrailClient, DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { ConfigServiceClient, DescribeConfigurationRecordersCommand } from '@aws-sdk/client-config-service';
import {
  DescribeOrganizationCommand,
  ListRootsCommand,
  OrganizationsClient,
  paginateListAWSServiceAccessForOrganization,
} from '@aws-sdk/client-organizations';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { escapeText } from '../../../lambda/core/format/escape';
import { CannotRun } from '../../shared/failure';
import type { Reads } from './reads';

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

/** The reads, by the AWS SDK and the credentials that it finds. */
export function awsReads(region: string): Reads {
  return { ...organizationReads(new OrganizationsClient({ region })), trailsIn, configRecorders, bootstrapVersion };
}

type OrganizationReads = Pick<Reads, 'organization' | 'trustedServices' | 'enabledPolicyTypes'>;

function organizationReads(client: OrganizationsClient): OrganizationReads {
  return {
    async organization() {
      const { Organization } = await client.send(new DescribeOrganizationCommand({}));
      const { Id, MasterAccountId, FeatureSet } = Organization!;
      return { id: Id!, managementAccountId: MasterAccountId!, featureSet: FeatureSet! };
    },
    async trustedServices() {
      const services: string[] = [];
      for await (const page of paginateListAWSServiceAccessForOrganization({ client }, {})) {
        services.push(...(page.EnabledServicePrincipals ?? []).map(({ ServicePrincipal }) => ServicePrincipal!));
      }
      return services;
    },
    async enabledPolicyTypes() {
      const { Roots = [] } = await client.send(new ListRootsCommand({}));
      return Roots.flatMap(({ PolicyTypes = [] }) => PolicyTypes)
        .filter(({ Status }) => Status === 'ENABLED')
        .map(({ Type }) => Type!);
    },
  };
}

async function trailsIn(region: string): Promise<string[]> {
  const client = new CloudTrailClient({ region });
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
  return trailList.map(({ Name }) => Name!);
}

async function configRecorders(region: string): Promise<string[]> {
  const client = new ConfigServiceClient({ region });
  const { ConfigurationRecorders = [] } = await client.send(new DescribeConfigurationRecordersCommand({}));
  return ConfigurationRecorders.map(({ name }) => name!);
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
