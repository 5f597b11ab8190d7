import { AWS_CLI, whyMissing } from '../test/support/programs';
import { type Run, runAwsCli, runFloor, runOurs, type Task } from './programs';
import { chainSpec, expectStatus, isoTime, type Scene, withScene } from './scene';
import { median, printTable, round } from './table';

const HOUR = 3_600_000;
const LOGS_PER_HOUR = 60;
const NO_AWS_CLI = whyMissing(AWS_CLI);

export interface SpeedOptions {
  readonly logFiles: number;
  /** The AWS CLI gets the beginning of the corpus only: all of it would take it hours. */
  readonly awsCliLogFiles: number;
  readonly runs: number;
  readonly latencies: readonly number[];
}

interface Program {
  readonly name: string;
  readonly objects: number;
  run(): Promise<Run>;
}

/** Ours, the floor and the AWS CLI in turn, one account and Region, at each latency. */
export async function measureSpeed(options: SpeedOptions): Promise<void> {
  await withScene(chainSpec(options.logFiles, LOGS_PER_HOUR), async (scene) => {
    for (const latency of options.latencies) {
      await scene.server.setLatency(latency);
      const programs = programsOf(scene, options);
      const rates = await inTurn(programs, options.runs);
      printRates(`Speed at ${latency} ms a request, medians of ${options.runs} runs`, programs, rates);
    }
  });
  if (NO_AWS_CLI !== undefined) console.log(`\nskipped: ${NO_AWS_CLI}`);
}

function programsOf({ server, task, start }: Scene, { awsCliLogFiles }: SpeedOptions): Program[] {
  const hours = Math.round(awsCliLogFiles / LOGS_PER_HOUR);
  // The digest of each hour ends within the hour that follows it.
  const part: Task = { ...task, end: isoTime(start + (hours + 0.25) * HOUR) };
  const programs: Program[] = [
    { name: 'ours', objects: server.objects, run: async () => expectStatus(await runOurs(task), 0) },
    { name: 'floor', objects: server.objects, run: async () => expectStatus(await runFloor(task), 0) },
  ];
  if (NO_AWS_CLI !== undefined) return programs;
  const objects = hours * (LOGS_PER_HOUR + 1);
  return [...programs, { name: 'AWS CLI', objects, run: async () => expectStatus(await runAwsCli(part), 0) }];
}

async function inTurn(programs: readonly Program[], runs: number): Promise<Map<string, Run[]>> {
  const all = new Map<string, Run[]>(programs.map(({ name }) => [name, []]));
  for (let count = 0; count < runs; count++) {
    for (const { name, run } of programs) all.get(name)?.push(await run());
  }
  return all;
}

function printRates(heading: string, programs: readonly Program[], runs: ReadonlyMap<string, readonly Run[]>): void {
  const rows = programs.map(({ name, objects }) => {
    const of = runs.get(name) ?? [];
    const seconds = median(of.map((run) => run.seconds));
    return { name, objects, seconds, rate: objects / seconds, cpu: median(of.map((run) => run.cpuSeconds ?? NaN)) };
  });
  const ours = rows[0].rate;
  printTable(heading, [
    ['program', 'objects', 'seconds', 'objects/s', 'CPU ms/object', 'ours is'],
    ...rows.map(({ name, objects, seconds, rate, cpu }) => [
      name,
      objects,
      round(seconds, 2),
      round(rate),
      Number.isNaN(cpu) ? '' : round((cpu * 1000) / objects, 3),
      name === 'ours' ? '' : `${round(ours / rate, 2)} times as fast`,
    ]),
  ]);
}
