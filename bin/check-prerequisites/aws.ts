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
import type { Reads } from './reads';

/** The account whose credentials are in use. */
export async function callerAccountId(region: string): Promise<string> {
  const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  return Account!;
}

/** The reads, by the AWS SDK and the credentials that it finds. */
export function awsReads(region: string): Reads {
  const organizations = new OrganizationsClient({ region });
  return {
    async organization() {
      const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
      const { Id, MasterAccountId, FeatureSet } = Organization!;
      return { id: Id!, managementAccountId: MasterAccountId!, featureSet: FeatureSet! };
    },
    async trustedServices() {
      const services: string[] = [];
      for await (const page of paginateListAWSServiceAccessForOrganization({ client: organizations }, {})) {
        services.push(...(page.EnabledServicePrincipals ?? []).map(({ ServicePrincipal }) => ServicePrincipal!));
      }
      return services;
    },
    async enabledPolicyTypes() {
      const { Roots = [] } = await organizations.send(new ListRootsCommand({}));
      return Roots.flatMap(({ PolicyTypes = [] }) => PolicyTypes)
        .filter(({ Status }) => Status === 'ENABLED')
        .map(({ Type }) => Type!);
    },
    async trailsIn(trailRegion) {
      const client = new CloudTrailClient({ region: trailRegion });
      const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
      return trailList.map(({ Name }) => Name!);
    },
    async configRecorders(recorderRegion) {
      const client = new ConfigServiceClient({ region: recorderRegion });
      const { ConfigurationRecorders = [] } = await client.send(new DescribeConfigurationRecordersCommand({}));
      return ConfigurationRecorders.map(({ name }) => name!);
    },
    async bootstrapVersion(stackRegion, qualifier) {
      const client = new SSMClient({ region: stackRegion });
      try {
        const { Parameter } = await client.send(
          new GetParameterCommand({ Name: `/cdk-bootstrap/${qualifier}/version` }),
        );
        return Parameter!.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },
  };
}
