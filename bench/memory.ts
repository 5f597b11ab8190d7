import { runOurs } from './programs';
import { expectStatus, organizationSpec, withScene } from './scene';
import { printTable, round } from './table';

const ACCOUNTS = 4;
const REGIONS = 5;
const LOGS_PER_HOUR = 60;

/** The most memory that our process held, with valid log files and with every one of them tampered with. */
export async function measureMemory(logFiles: readonly number[]): Promise<void> {
  const rows: (string | number)[][] = [['log files', 'of them', 'seconds', 'peak MiB']];
  for (const count of logFiles) {
    for (const isTampered of [false, true]) {
      const hours = Math.round(count / (ACCOUNTS * REGIONS * LOGS_PER_HOUR));
      const spec = organizationSpec(ACCOUNTS, REGIONS, hours, LOGS_PER_HOUR);
      await withScene({ ...spec, isTampered }, async ({ task }) => {
        const { seconds, peakMebibytes = NaN } = expectStatus(await runOurs(task), isTampered ? 1 : 0);
        rows.push([count, isTampered ? 'all tampered with' : 'all valid', round(seconds, 1), round(peakMebibytes)]);
      });
    }
  }
  printTable(`Memory, ${ACCOUNTS} accounts by ${REGIONS} Regions`, rows);
}
