import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Corpus } from '../test/support/corpus';
import { COMMAND, runNodeAlone, type Run } from './programs';
import { BUCKET, chainSpec, expectStatus, isoTime, ONE_CHAIN } from './scene';
import { median, printTable, round } from './table';

const HOUR = 3_600_000;
/** The corpus ends this long ago, so that all of it is due. */
const AGE = 72 * HOUR;
const LOGS_PER_HOUR = 240;

export interface FolderOptions {
  readonly logFiles: number;
  readonly workers: readonly number[];
  readonly runs: number;
}

interface Program {
  readonly name: string;
  /** How often it reads all files, at once. */
  readonly times?: number;
  run(): Promise<Run>;
}

/**
 * A copy of the bucket in a folder: ours with so many workers, and a plain synchronous loop over the same files. Two such
 * loops at once show how much more than one core this machine has to give: its cores may share what they work with.
 */
export async function measureFolder({ logFiles, workers, runs }: FolderOptions): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-folder-'));
  try {
    const { files, args } = writeFiles(folder, logFiles);
    const loop = path.join(__dirname, 'folder-loop.mjs');
    const programs: Program[] = [
      {
        name: 'a plain loop',
        run: async () => expectStatus(await runNodeAlone(folder, [loop, path.join(folder, 'copy')]), 0),
      },
      { name: 'two plain loops at once', times: 2, run: () => twoLoops(folder, loop) },
      ...workers.map((count) => ({
        name: `ours, workers: ${count}`,
        run: async () => expectStatus(await runNodeAlone(folder, [COMMAND, ...args, '--workers', String(count)]), 0),
      })),
    ];
    const all = programs.map((): Run[] => []);
    for (let count = 0; count < runs; count++) {
      for (const [index, { run }] of programs.entries()) all[index].push(await run());
    }
    print(programs, all, files, runs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function twoLoops(folder: string, loop: string): Promise<Run> {
  const runs = await Promise.all(
    ['one', 'other'].map(async (name) => {
      const own = path.join(folder, name);
      mkdirSync(own, { recursive: true });
      return expectStatus(await runNodeAlone(own, [loop, path.join(folder, 'copy')]), 0);
    }),
  );
  const sum = (of: (run: Run) => number | undefined) => runs.reduce((all, run) => all + (of(run) ?? NaN), 0);
  return {
    ...runs[0],
    seconds: Math.max(...runs.map(({ seconds }) => seconds)),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    peakMebibytes: sum(({ peakMebibytes }) => peakMebibytes),
  };
}

/** The copy, its signatures and the public keys, and the options that name them. */
function writeFiles(folder: string, logFiles: number): { files: number; args: string[] } {
  const spec = chainSpec(logFiles, LOGS_PER_HOUR);
  const start = Math.floor((Date.now() - AGE) / HOUR) * HOUR - spec.hours * HOUR;
  const corpus = new Corpus({ ...spec, bucket: BUCKET, start });
  const signatures: string[] = [];
  for (const key of corpus.keys()) {
    const { body, metadata } = corpus.read(key)!;
    const file = path.join(folder, 'copy', key);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, body);
    if (metadata.signature !== undefined)
      signatures.push(JSON.stringify({ bucket: BUCKET, key, signature: metadata.signature }));
  }
  const [region] = spec.regions;
  const keys = corpus.publicKeys(region).map(({ der, fingerprint, validFrom, validTo }) => ({
    Value: der.toString('base64'),
    Fingerprint: fingerprint,
    ValidityStartTime: isoTime(validFrom),
    ValidityEndTime: isoTime(validTo),
  }));
  writeFileSync(path.join(folder, 'keys.json'), JSON.stringify({ PublicKeyList: keys }));
  writeFileSync(path.join(folder, 'signatures'), signatures.join('\n'));
  const given = {
    'trail-arn': corpus.trailArn,
    'start-time': isoTime(start),
    'end-time': isoTime(start + (spec.hours + 1) * HOUR),
    's3-bucket': BUCKET,
    'account-id': ONE_CHAIN.accountId,
    region,
    'from-directory': path.join(folder, 'copy'),
    'public-keys': path.join(folder, 'keys.json'),
    signatures: path.join(folder, 'signatures'),
  };
  return {
    files: [...corpus.keys()].length,
    args: Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]),
  };
}

function print(programs: readonly Program[], all: readonly Run[][], files: number, runs: number): void {
  const seconds = all.map((each) => median(each.map((run) => run.seconds)));
  printTable(`A folder of ${files} files, medians of ${runs} runs on ${os.availableParallelism()} cores`, [
    ['program', 'seconds', 'files/s', 'CPU ms/file', 'peak MiB', 'times the loop'],
    ...programs.map(({ name, times = 1 }, index) => [
      name,
      round(seconds[index], 2),
      round((files * times) / seconds[index]),
      round((median(all[index].map(({ cpuSeconds = NaN }) => cpuSeconds)) * 1000) / files / times, 3),
      round(median(all[index].map(({ peakMebibytes = NaN }) => peakMebibytes))),
      round((seconds[0] * times) / seconds[index], 2),
    ]),
  ]);
}
