import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { COMMAND, runNodeAlone, runOurs, type Run } from './programs';
import { chainSpec, expectStatus, withScene } from './scene';
import { median, printTable, round } from './table';

/** What is spent before the first object: of Node.js alone, of the help, and of a run over the digests of one hour. */
export async function measureStartup(runs: number): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-startup-'));
  try {
    await withScene(chainSpec(1, 1), async ({ task }) => {
      const programs: readonly (readonly [string, () => Promise<Run>])[] = [
        ['Node.js alone', () => runNodeAlone(folder, ['-e', '0'])],
        ['--help', () => runNodeAlone(folder, [COMMAND, '--help'])],
        ['an option that is none', () => runNodeAlone(folder, [COMMAND, '--nothing'])],
        ['one hour of one chain', () => runOurs(task)],
      ];
      const all = programs.map((): Run[] => []);
      for (let count = 0; count < runs; count++)
        for (const [index, [, run]] of programs.entries()) all[index].push(await run());
      for (const index of [0, 1, 3]) all[index].forEach((run) => expectStatus(run, 0));
      print(
        programs.map(([name]) => name),
        all,
        runs,
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print(names: readonly string[], all: readonly Run[][], runs: number): void {
  const cpu = all.map((each) => median(each.map(({ cpuSeconds = NaN }) => cpuSeconds)));
  const [, , , hour] = all;
  cpu.push(median(hour.map(({ beforeFirstObject = NaN }) => beforeFirstObject)));
  printTable(`Start-up, medians of ${runs} runs`, [
    ['program', 'CPU seconds', 'beyond Node.js alone'],
    ...[...names, 'the same, before its first object'].map((name, index) => [
      name,
      round(cpu[index], 3),
      index === 0 ? '' : round(cpu[index] - cpu[0], 3),
    ]),
  ]);
}
