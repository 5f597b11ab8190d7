import { runOurs, type Run, type Task } from './programs';
import { expectStatus, isoTime, withScene } from './scene';
import type { CorpusSpec } from './served-corpus';
import type { ServerReply } from './server-process';
import { printTable, round } from './table';

const HOUR = 3_600_000;
const OBJECTS = 'GetObject';
/** The Regions that every account has. */
const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1', 'ap-south-1'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
];
const LISTINGS = ['ListObjectsV2', 'ListObjects', 'ListObjectVersions'];

export interface OrganizationOptions {
  readonly accounts: number;
  readonly regions: number;
  readonly hours: number;
}

/** Which requests a whole organization takes: for all of the window, and for its last hour alone. */
export async function countRequests({ accounts, regions, hours }: OrganizationOptions): Promise<void> {
  await withScene(organizationSpec(accounts, regions, hours), async ({ task, server, end }) => {
    const chains = accounts * regions;
    const lastHour = { ...task, start: isoTime(end - 2 * HOUR), end: isoTime(end - HOUR) };
    await server.takeRequests();
    for (const [name, asked] of [
      [`${hours} hours`, task],
      ['one hour', lastHour],
    ] as const) {
      const run = expectStatus(await runOurs(asked satisfies Task), 0);
      const heading = `${accounts} accounts by ${regions} Regions, ${name}`;
      printTable(heading, requestRows(run, await server.takeRequests(), chains));
    }
  });
}

/** Most chains of an organization are quiet: a log file every second hour, none in the others. */
function organizationSpec(accounts: number, regions: number, hours: number): Omit<CorpusSpec, 'start'> {
  return {
    organizationId: 'o-exampleorgid',
    accounts: Array.from({ length: accounts }, (_, index) => String(111_111_111_111 + index)),
    regions: REGIONS.slice(0, regions),
    hours,
    logsPerHour: 1,
    idleHours: Array.from({ length: Math.floor(hours / 2) }, (_, index) => 2 * index + 1),
    eventsPerLogFile: 40,
  };
}

function requestRows(run: Run, requests: ServerReply['requests'], chains: number): (string | number)[][] {
  const objects = requests[OBJECTS] ?? 0;
  const others = Object.entries(requests).filter(([kind]) => kind !== OBJECTS);
  const listings = LISTINGS.reduce((sum, kind) => sum + (requests[kind] ?? 0), 0);
  const sum = others.reduce((total, [, count]) => total + count, 0);
  return [
    ['request', 'number', ''],
    [OBJECTS, objects, ''],
    ...others.map(([kind, count]) => [kind, count, '']),
    ['all but GetObject', sum, `${round((100 * sum) / objects, 2)} % of GetObject`],
    ['listings for each chain', round(listings / chains, 2), ''],
    ['seconds', round(run.seconds, 1), ''],
    ['peak MiB', round(run.peakMebibytes ?? NaN), ''],
  ];
}
