// Reads the XML of a page as S3 writes it, as bytes, so that each key is a text of its own: substrings of a long text would keep all
// of it in memory.
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';

interface RawResult {
  readonly response: unknown;
}

interface Stack {
  add(middleware: never, options: object): void;
}

/**
 * Has the response to a command of the SDK read here, and gives what was read once the command was sent. The SDK's parser of XML takes
 * 13 ms for a page of a thousand keys, as long as getting a hundred log files; it reads the empty page instead.
 */
export function readsHere<Page>(stack: Stack, emptyPage: Buffer, read: (xml: Buffer) => Page): () => Page {
  let page: { readonly read: Page } | undefined;
  const readHere =
    <Args, Result extends object>(next: (args: Args) => Promise<Result>) =>
    async (args: Args): Promise<Result> => {
      const result = await next(args);
      const response = (result as unknown as RawResult).response as { statusCode: number; body: Readable | Uint8Array };
      if (response.statusCode !== 200) return result;
      page = { read: read(await buffer(response.body as Readable)) };
      response.body = emptyPage;
      return result;
    };
  stack.add(readHere as never, { step: 'deserialize', priority: 'low', name: 'readPage' });
  return () => {
    if (!page) throw new Error('the SDK has not given the page');
    return page.read;
  };
}

/** The response is not a page of a listing. */
export class PageError extends Error {
  public override readonly name = 'PageError';
}

export interface Tag {
  readonly name: string;
  readonly open: Buffer;
  readonly close: Buffer;
}

/** A section of the page, from `start` to before `end`. */
export interface Section {
  readonly xml: Buffer;
  readonly start: number;
  readonly end: number;
}

export const tag = (name: string): Tag => ({ name, open: Buffer.from(`<${name}>`), close: Buffer.from(`</${name}>`) });

export function elementsOf<T>({ name, open, close }: Tag, { xml }: Section, read: (element: Section) => T): T[] {
  const elements: T[] = [];
  for (let start = xml.indexOf(open); start >= 0; start = xml.indexOf(open, start)) {
    const end = xml.indexOf(close, start);
    if (end < 0) throw new PageError(`${name} does not end`);
    elements.push(read({ xml, start: start + open.length, end }));
    start = end;
  }
  return elements;
}

/** The text of the first such element in a section. Text can't hold "<", so tags can't be made up in it. */
export function textOf({ open, close }: Tag, { xml, start, end }: Section): string | undefined {
  const from = xml.indexOf(open, start);
  if (from < 0 || from >= end) return undefined;
  return xml.toString('utf8', from + open.length, xml.indexOf(close, from));
}

export function required(tag: Tag, element: Section): string {
  const text = textOf(tag, element);
  if (text === undefined) throw new PageError(`no ${tag.name}`);
  return text;
}

export function decodeUrl(text: string): string {
  return /[%+&]/.test(text) ? decodeURIComponent(decodeEntities(text).replace(/\+/g, ' ')) : text;
}

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (entity, decimal, hex, name) =>
    name ? (ENTITIES[name] ?? entity) : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16)),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
