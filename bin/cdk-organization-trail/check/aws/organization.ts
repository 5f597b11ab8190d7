import {
  DescribeOrganizationCommand,
  ListRootsCommand,
  OrganizationsClient,
  paginateListAWSServiceAccessForOrganization,
  paginateListDelegatedAdministrators,
  paginateListPoliciesForTarget,
  type PolicyType,
} from '@aws-sdk/client-organizations';
import type { Reads } from '../reads';

type OrganizationReads = Pick<
  Reads,
  'organization' | 'trustedServices' | 'root' | 'attachedPolicies' | 'delegatedAdministrators'
>;

/** What is read of the organization. AWS Organizations lets the management account and delegated administrators read it. */
export function organizationReads(region: string): OrganizationReads {
  const client = new OrganizationsClient({ region });
  return {
    async organization() {
      const { Organization } = await client.send(new DescribeOrganizationCommand({}));
      const { Id, MasterAccountId, FeatureSet } = Organization!;
      return { id: Id!, managementAccountId: MasterAccountId!, featureSet: FeatureSet! };
    },
    async root() {
      const { Roots } = await client.send(new ListRootsCommand({}));
      const [{ Id, PolicyTypes = [] }] = Roots!;
      return {
        id: Id!,
        policyTypes: PolicyTypes.filter(({ Status }) => Status === 'ENABLED').map(({ Type }) => Type!),
      };
    },
    trustedServices: () =>
      all(paginateListAWSServiceAccessForOrganization({ client }, {}), ({ EnabledServicePrincipals = [] }) =>
        EnabledServicePrincipals.map(({ ServicePrincipal }) => ServicePrincipal!),
      ),
    attachedPolicies: (TargetId, type) =>
      all(paginateListPoliciesForTarget({ client }, { TargetId, Filter: type as PolicyType }), ({ Policies = [] }) =>
        Policies.map(({ Name }) => Name!),
      ),
    delegatedAdministrators: (ServicePrincipal) =>
      all(paginateListDelegatedAdministrators({ client }, { ServicePrincipal }), ({ DelegatedAdministrators = [] }) =>
        DelegatedAdministrators.map(({ Id }) => Id!),
      ),
  };
}

/** What is on all pages. */
async function all<Page>(pages: AsyncIterable<Page>, itemsOf: (page: Page) => string[]): Promise<string[]> {
  const items: string[] = [];
  for await (const page of pages) items.push(...itemsOf(page));
  return items;
}
