import { runOurs } from './programs';
import { chainSpec, expectStatus, withScene } from './scene';
import { median, printTable, round } from './table';

/** Time against the number of objects. */
export async function measureScaling(logFiles: readonly number[], runs: number): Promise<void> {
  const rows: (string | number)[][] = [['log files', 'objects', 'seconds', 'objects/s', 'peak MiB']];
  for (const count of logFiles) {
    await withScene(chainSpec(count), async ({ task, server }) => {
      const all = [];
      for (let number = 0; number < runs; number++) all.push(expectStatus(await runOurs(task), 0));
      const seconds = median(all.map((run) => run.seconds));
      const peak = Math.max(...all.map(({ peakMebibytes = NaN }) => peakMebibytes));
      rows.push([count, server.objects, round(seconds, 2), round(server.objects / seconds), round(peak)]);
    });
  }
  printTable(`Scaling, medians of ${runs} runs`, rows);
}
