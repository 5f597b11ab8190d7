import { createHash } from 'node:crypto';
import { unchecked, verified, wrong, type Check } from './check';
import { readContent, type NamedFile, type ReportContent } from '../../../lambda/records/report-content';
import { foldersAround, hashOf, readIfThere, type CopiedObjects } from './files';

/** The longest text that Node.js holds. */
export const MOST_OF_REPORT = 512 * 1024 * 1024;
const NOT_COPIED = 'it was not copied';
const OTHER_BYTES = 'its SHA-256 is not the one that the report names';

/** Verifies the files that a report names, beside it or where they lie in the bucket. */
export async function checkNamedFiles({ files }: ReportContent, report: string): Promise<Check[]> {
  const folders = foldersAround(report);
  const checks: Check[] = [];
  for (const file of files) checks.push(await checkFile(file, folders));
  return checks;
}

async function checkFile({ key, sha256 }: NamedFile, folders: readonly CopiedObjects[]): Promise<Check> {
  const file = folders.map((folder) => folder.find(key)).find((found) => found !== undefined);
  if (file === undefined) return unchecked(key, NOT_COPIED);
  return (await hashOf(file)) === sha256 ? verified(key) : wrong(key, OTHER_BYTES);
}

/** The reports before one, as far back as they were verified. */
export interface EarlierReports {
  readonly count: number;
  /** The first one, by its key. */
  readonly first?: string;
  readonly checks: readonly Check[];
}

/** Follows the links of reports, each by its hash, from one that is verified: what it links to is verified by that. */
export async function checkEarlier(
  { previous, trailArn }: ReportContent,
  folder: CopiedObjects,
): Promise<EarlierReports> {
  let [link, count, first]: [NamedFile | undefined, number, string | undefined] = [previous, 0, undefined];
  while (link !== undefined) {
    const { key, sha256 }: NamedFile = link;
    const file = folder.find(key);
    const bytes = file === undefined ? undefined : await readIfThere(file, MOST_OF_REPORT);
    if (bytes === undefined) return { count, first, checks: [unchecked(key, NOT_COPIED)] };
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      return { count, first, checks: [wrong(key, OTHER_BYTES)] };
    }
    const content = readContent(bytes);
    if (content === undefined) return { count, first, checks: [unchecked(key, 'this command cannot read it')] };
    if (content.trailArn !== trailArn) return { count, first, checks: [wrong(key, 'it is about another trail')] };
    [link, count, first] = [content.previous, count + 1, key];
  }
  return { count, first, checks: [] };
}
