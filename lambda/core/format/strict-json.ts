/** A longer text is scanned at once: to write it again takes twice its size. */
const WRITTEN_AGAIN = 8 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The value of a JSON document in UTF-8, or undefined. An object that has a name twice is rejected: parsers differ in
 * which of the two they take, so an attacker could show one value to the validator and another to people.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    const isSame = text.length <= WRITTEN_AGAIN && isAsCloudTrailWrites(text, value);
    return isSame || !hasDuplicateNames(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Compact, with escaped slashes. A text that is the same when it is written again has no name twice. */
function isAsCloudTrailWrites(text: string, value: unknown): boolean {
  return JSON.stringify(value).replaceAll('/', '\\/') === text;
}

/** Scans a text that was parsed as JSON before. */
function hasDuplicateNames(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let isName = false;
  for (let index = 0; index < text.length; index++) {
    switch (text[index]) {
      case '{':
        open.push(new Set());
        isName = true;
        break;
      case '[':
        open.push(undefined);
        isName = false;
        break;
      case '}':
      case ']':
        open.pop();
        isName = false;
        break;
      case ',':
        isName = open[open.length - 1] !== undefined;
        break;
      case '"': {
        const start = index;
        for (index++; text[index] !== '"'; index++) if (text[index] === '\\') index++;
        if (!isName) break;
        const name = JSON.parse(text.slice(start, index + 1)) as string;
        const names = open[open.length - 1];
        if (names?.has(name)) return true;
        names?.add(name);
        isName = false;
      }
    }
  }
  return false;
}
