import { partitionNamed } from '../../../../lib/shared/partitions';
import { unless, type Check } from '../gap';
import type { Target } from '../target';

/** What readers need who ask questions with Athena; nothing where nobody does. */
export function dataLakeChecks(target: Target): Check[] {
  const { hasAthena, logArchiveAccountId: accountId, homeRegion, partition } = target;
  if (!hasAthena) return [];
  const { dnsSuffix } = partitionNamed(partition);
  return [
    {
      what: `Lake Formation leaves new databases and tables to IAM in account ${accountId} in ${homeRegion}`,
      accountId,
      find: async (reads) => {
        const { databasesAreLeftToIam, tablesAreLeftToIam } = await reads.dataLakeDefaults(homeRegion, dnsSuffix);
        const governed = [...(databasesAreLeftToIam ? [] : ['databases']), ...(tablesAreLeftToIam ? [] : ['tables'])];
        return unless(governed.length === 0, {
          found: `it governs new ${governed.join(' and ')}: readers are denied although IAM lets them`,
          command: `once the stack of Athena is deployed, as an administrator of the data lake: ${grants(target)}`,
          isWarning: true,
        });
      },
    },
  ];
}

/** On this database alone: the settings of the data lake hold for every other database too. */
function grants({ homeRegion, databaseName }: Target): string {
  const grant = `aws lakeformation grant-permissions --region ${homeRegion} --permissions ALL --principal DataLakePrincipalIdentifier=IAM_ALLOWED_PRINCIPALS --resource`;
  const table = { DatabaseName: databaseName, TableWildcard: {} };
  return [{ Database: { Name: databaseName } }, { Table: table }]
    .map((resource) => `${grant} '${JSON.stringify(resource)}'`)
    .join('; ');
}
