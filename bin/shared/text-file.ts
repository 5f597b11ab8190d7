import { readFile } from 'node:fs/promises';
import { CannotRun } from './failure';

/** The text of a file that an option names. */
export async function readTextFile(file: string): Promise<string> {
  try {
    return decodeText(await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CannotRun(`${file} cannot be read (${code})`, 'check its name and that you may read it');
  }
}

/** Each part that was appended to a file by PowerShell's `>>` begins with a mark. */
const BYTE_ORDER_MARKS = /\ufeff/g;

/** Text in UTF-8 or in UTF-16, which PowerShell writes by `>`. */
export function decodeText(bytes: Buffer): string {
  return new TextDecoder(encodingOf(bytes), { ignoreBOM: true }).decode(bytes).replace(BYTE_ORDER_MARKS, '');
}

/** By the byte order mark, or by the zero bytes that UTF-16 has beside the first ASCII character. */
function encodingOf([first, second]: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first > 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second > 0)) return 'utf-16be';
  return 'utf-8';
}
