import { readTextFile } from '../../shared/text-file';

/** A line of a file that an option names. */
export interface Line {
  readonly text: string;
  /** The file and the number of the line, for failures. */
  readonly at: string;
}

/** The lines of files, without those that are empty or a comment. */
export async function readLines(files: readonly string[]): Promise<Line[]> {
  const texts = await Promise.all(files.map(readTextFile));
  return texts.flatMap((text, index) =>
    text
      .split(/\r?\n/)
      .map((line, number) => ({ text: line.trim(), at: `${files[index]}, line ${number + 1}` }))
      .filter((line) => line.text !== '' && !line.text.startsWith('#')),
  );
}
