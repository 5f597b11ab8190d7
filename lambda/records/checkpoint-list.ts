import path from 'node:path';
import type { Readable } from 'node:stream';
import * as v from 'valibot';
import type { AuthenticatedFile } from '../aws/s3/authenticated-bucket';
import { countedCheckpointSchema, type CountedCheckpoint } from './checkpoint';
import { Format, RecordError, versionIn } from './format';
import { LinesFile, linesIn } from './lines-file';
import { firstReportFormat, organizationSchema, type ListLink } from './report';
import { schemaOf, type Immutable } from './schema';

const headerSchema = v.strictObject({ organization: v.optional(organizationSchema) });

/** What the next run starts from besides the checkpoints. */
export type ListHeader = Immutable<v.InferOutput<typeof headerSchema>>;

/** The first line of a list. */
export const listHeaderLine = new Format(1, schemaOf<ListHeader>()(headerSchema));

/** Each other line of it. */
export const checkpointLine = new Format<CountedCheckpoint>(1, countedCheckpointSchema);

const SUFFIX = '.checkpoints.ndjson.gz';

/** The key of the list of checkpoints that belongs to a report. */
export function checkpointsKeyOf(reportKey: string): string {
  return reportKey.replace(/\.json$/, SUFFIX);
}

export function isCheckpointsKey(key: string): boolean {
  return key.endsWith(SUFFIX);
}

/** A finished file, and how many checkpoints it holds. */
export type CheckpointsFile = AuthenticatedFile & { readonly count: number };

/** The list of all checkpoints that belongs to a report: however many chains there are, one line is in memory at a time. */
export class CheckpointListFile {
  private readonly file: LinesFile;

  public constructor(folder: string, name: string) {
    this.file = new LinesFile(path.join(folder, checkpointsKeyOf(`${name}.json`)));
  }

  public async write(header: ListHeader, checkpoints: Iterable<CountedCheckpoint>): Promise<CheckpointsFile> {
    const { file } = this;
    await file.add(listHeaderLine.stringify(header, file.path));
    for (const checkpoint of checkpoints) await file.add(checkpointLine.stringify(checkpoint, file.path));
    const stored = await file.finish();
    if (stored === undefined) throw new Error(`${file.path} has no line`);
    return { ...stored, count: file.count - 1 };
  }

  public remove(): Promise<void> {
    return this.file.remove();
  }
}

/** The checkpoints by the word of a report, to be read once or more. */
export interface CheckpointList {
  readonly header: ListHeader;
  checkpoints(): AsyncIterable<CountedCheckpoint>;
  /** Removes the file that it is read from. */
  remove(): Promise<void>;
}

/** A list that was stored under this name, from a source of its own each time that it is read. */
export async function readList(
  open: () => Readable,
  { key, count }: ListLink,
): Promise<Omit<CheckpointList, 'remove'>> {
  for await (const line of linesIn(open(), key)) {
    return { header: listHeaderLine.parse(line, `${key}:1`), checkpoints: () => checkpointsIn(open(), key, count) };
  }
  throw new RecordError(key, 'is empty');
}

async function* checkpointsIn(source: Readable, key: string, count: number): AsyncGenerator<CountedCheckpoint> {
  let number = 0;
  for await (const line of linesIn(source, key)) {
    number += 1;
    if (number > 1) yield checkpointLine.parse(line, `${key}:${number}`);
  }
  if (number - 1 !== count) throw new RecordError(key, `has ${number - 1} checkpoints, not ${count}`);
}

/** The checkpoints that a report of version 1 has inside; undefined where the text is one of another version. */
export function listInside(text: string, key: string): CheckpointList | undefined {
  if (versionIn(text, key) !== firstReportFormat.version) return undefined;
  const { checkpoints, organization } = firstReportFormat.parse(text, key);
  return {
    header: { ...(organization !== undefined && { organization }) },
    checkpoints: async function* () {
      await Promise.resolve();
      yield* checkpoints;
    },
    remove: () => Promise.resolve(),
  };
}
