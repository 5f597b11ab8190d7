import * as v from 'valibot';
import { parseStrictJson } from '../core/format/strict-json';

const link = v.object({ key: v.string(), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) });

/** A file of the evidence that a report names. */
export type NamedFile = v.InferOutput<typeof link>;

/** What every version of the report says of itself. */
const content = v.looseObject({
  trailArn: v.string(),
  runId: v.string(),
  time: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)),
  verdict: v.picklist(['VALID', 'INVALID', 'INCOMPLETE']),
  previous: v.optional(link),
});

/** What is read of a report once its bytes are verified. */
export interface ReportContent {
  readonly trailArn: string;
  readonly runId: string;
  readonly time: number;
  readonly verdict: 'VALID' | 'INVALID' | 'INCOMPLETE';
  readonly previous?: NamedFile;
  /** Everything else that it names by key and hash, in whatever field. */
  readonly files: readonly NamedFile[];
}

/** A file, or the list of something that names it. */
function named(value: unknown): NamedFile[] {
  if (v.is(link, value)) return [value];
  return v.is(v.object({ list: link }), value) ? [value.list] : [];
}

/** Undefined where the bytes are no report that this command can read. */
export function readContent(bytes: Buffer): ReportContent | undefined {
  const { success, output } = v.safeParse(content, parseStrictJson(bytes));
  if (!success) return undefined;
  const fields = Object.entries(output).filter(([name]) => name !== 'previous');
  const files = fields.flatMap(([, value]) => [value].flat().flatMap(named));
  return { ...output, files };
}
