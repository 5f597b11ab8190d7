import { runOurs, type Run } from './programs';
import { expectStatus, isoTime, organizationSpec, withScene } from './scene';
import type { ServerReply } from './server-process';
import { printTable, round } from './table';

const HOUR = 3_600_000;
const OBJECTS = 'GetObject';
const LISTING = 'ListObjectsV2';

export interface OrganizationOptions {
  readonly accounts: number;
  readonly regions: number;
  readonly hours: number;
}

/** Which requests a whole organization takes: for all of the window, and for its last hour alone. */
export async function countRequests({ accounts, regions, hours }: OrganizationOptions): Promise<void> {
  // Most chains of an organization are quiet: a log file every second hour, none in the others.
  const idleHours = Array.from({ length: Math.floor(hours / 2) }, (_, index) => 2 * index + 1);
  const spec = { ...organizationSpec(accounts, regions, hours, 1), idleHours };
  await withScene(spec, async ({ task, server, end }) => {
    const chains = accounts * regions;
    const lastHour = { ...task, start: isoTime(end - 2 * HOUR), end: isoTime(end - HOUR) };
    await server.takeRequests();
    for (const [name, asked] of [
      [`${hours} hours`, task],
      ['one hour', lastHour],
    ] as const) {
      const run = expectStatus(await runOurs(asked), 0);
      const heading = `${accounts} accounts by ${regions} Regions, ${name}`;
      printTable(heading, requestRows(run, await server.takeRequests(), chains));
    }
  });
}

function requestRows(run: Run, requests: ServerReply['requests'], chains: number): (string | number)[][] {
  const objects = requests[OBJECTS] ?? 0;
  const others = Object.entries(requests).filter(([kind]) => kind !== OBJECTS);
  const sum = others.reduce((total, [, count]) => total + count, 0);
  return [
    ['request', 'number', ''],
    [OBJECTS, objects, ''],
    ...others.map(([kind, count]) => [kind, count, '']),
    ['all but GetObject', sum, `${round((100 * sum) / objects, 2)} % of GetObject`],
    ['listings for each chain', round((requests[LISTING] ?? 0) / chains, 2), 'without discovery'],
    ['seconds', round(run.seconds, 1), ''],
    ['peak MiB', round(run.peakMebibytes ?? NaN), ''],
  ];
}
