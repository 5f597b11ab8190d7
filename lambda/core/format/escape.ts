// Whoever can write to the bucket chooses keys and the text of documents. Characters that could control a terminal, break
// a line, change the direction of text or hide letters are shown as codes.

/** Controls (C0, DEL, C1), line and paragraph separators, direction and zero-width marks, and halves of surrogate pairs. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g;

/** Text from the bucket for people: one line, nothing hidden, and no two texts look alike. */
export function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replace(UNSAFE, code);
}

/** A value as one line of JSON that is safe to show and to put into a page, and still reads back as the same value. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&]/g, code).replace(UNSAFE, code);
}

function code(characters: string): string {
  return Array.from({ length: characters.length }, (_, index) => codeUnit(characters.charCodeAt(index))).join('');
}

function codeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** The text that was escaped by {@link escapeText}. */
export function unescapeText(escaped: string): string {
  return escaped.replace(/\\(?:u([0-9a-f]{4})|\\)/g, (_, unit?: string) =>
    unit === undefined ? '\\' : String.fromCharCode(parseInt(unit, 16)),
  );
}
