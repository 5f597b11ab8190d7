import { runOurs } from './programs';
import { chainSpec, expectStatus, withScene } from './scene';
import { printTable, round } from './table';

/** The most memory that our process held, with valid log files and with every one of them tampered with. */
export async function measureMemory(logFiles: readonly number[]): Promise<void> {
  const rows: (string | number)[][] = [['log files', 'of them', 'seconds', 'peak MiB']];
  for (const count of logFiles) {
    for (const isTampered of [false, true]) {
      await withScene({ ...chainSpec(count), isTampered }, async ({ task }) => {
        const { seconds, peakMebibytes = NaN } = expectStatus(await runOurs(task), isTampered ? 1 : 0);
        rows.push([count, isTampered ? 'all tampered with' : 'all valid', round(seconds, 1), round(peakMebibytes)]);
      });
    }
  }
  printTable('Memory', rows);
}
