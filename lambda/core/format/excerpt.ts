// SNS and EventBridge take 262,144 bytes, and most texts are an attacker's: each is cut, and so is each list of them.
import { escapeText } from './escape';

const LONGEST_TEXT = 300;

/** How much of a list is shown. */
export interface Room {
  readonly most: number;
  readonly bytes: number;
}

/** Some items of a list, and how many more there are. */
export interface Fitting<Item> {
  readonly fitting: readonly Item[];
  readonly more: number;
}

/** Text of others, safe to show and not too long. */
export function shown(text: string, most = LONGEST_TEXT): string {
  // No character is shown as less than one.
  return joined([...text.slice(0, most + 1)].map(escapeText), most, '…');
}

/** Whether {@link shown} shows all of it. */
export function isShownWhole(text: string): boolean {
  return escapeText(text).length <= LONGEST_TEXT;
}

/** At most so much of a text, counted as JavaScript does, and no half of a surrogate pair. */
export function cut(text: string, most: number, end = '…'): string {
  return joined([...text], most, end);
}

/** The first items of a list, as many as there is room for. */
export function fit<Item>(
  items: readonly Item[],
  { most, bytes }: Room,
  textOf: (item: Item) => string,
): Fitting<Item> {
  const fitting: Item[] = [];
  let size = 0;
  for (const item of items.slice(0, most)) {
    size += Buffer.byteLength(textOf(item)) + 1;
    if (size > bytes) break;
    fitting.push(item);
  }
  return { fitting, more: items.length - fitting.length };
}

/** As many of the parts as fit. No part is cut. */
function joined(parts: readonly string[], most: number, end: string): string {
  const whole = parts.join('');
  if (whole.length <= most) return whole;
  let text = '';
  for (const part of parts) {
    if (text.length + part.length + end.length > most) break;
    text += part;
  }
  return text + end;
}
