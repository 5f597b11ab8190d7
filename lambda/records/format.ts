import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { escapeText } from '../core/format/escape';
import { expectedBy, FIRST_PROBLEM, type Schema } from './schema';

/** A record is not what its format says. The message names the record and the place in it. */
export class RecordError extends Error {
  public override readonly name = 'RecordError';

  public constructor(record: string, problem: string) {
    super(`${escapeText(record)}: ${problem}`);
  }
}

const LONGEST_VALUE = 80;

/** How records of an earlier version become those of the present one. Takes the fields besides the version. */
export type Migration<Content> = (fields: Readonly<Record<string, unknown>>, name: string) => Content;

/** What a format may have besides its version and schema. */
export interface FormatOptions<Content> {
  readonly toText?: (value: object) => string;
  /** By version: those that are read, and never written any more. */
  readonly earlier?: Readonly<Record<number, Migration<Content>>>;
}

/** How one kind of record is written and read: as JSON with its version. What could not be read back is not written. */
export class Format<Content extends object> {
  private readonly toText: (value: object) => string;
  private readonly earlier: Readonly<Record<number, Migration<Content>>>;

  public constructor(
    public readonly version: number,
    private readonly schema: Schema<Content>,
    { toText = JSON.stringify, earlier = {} }: FormatOptions<Content> = {},
  ) {
    this.toText = toText;
    this.earlier = earlier;
  }

  /** The versions that are read, the oldest first. */
  public get versions(): readonly number[] {
    return [...Object.keys(this.earlier).map(Number), this.version];
  }

  /** The text of a record. Its name is where it is stored. */
  public stringify(content: Content, name: string): string {
    return this.toText(this.toFields(content, name));
  }

  public parse(text: string, name: string): Content {
    return this.fromFields(objectIn(text, name), name);
  }

  /** The record as it is written, where it is no text. */
  public toFields(content: Content, name: string): Content & { readonly version: number } {
    this.assert(content, name);
    return { version: this.version, ...content };
  }

  public fromFields({ version, ...content }: Readonly<Record<string, unknown>>, name: string): Content {
    const migrate = this.migrationOf(version);
    if (migrate !== undefined) return migrate(content, name);
    if (version !== this.version) {
      const found = version === undefined ? 'missing' : `${shown(JSON.stringify(version))} is not supported`;
      throw new RecordError(name, `version: ${found}, expected ${this.versions.join(' or ')}`);
    }
    this.assert(content, name);
    return content;
  }

  /** The record, compressed. */
  public pack(content: Content, name: string): Buffer {
    return gzipSync(this.stringify(content, name));
  }

  public unpack(body: Uint8Array, name: string): Content {
    return this.parse(unzip(body, name), name);
  }

  private migrationOf(version: unknown): Migration<Content> | undefined {
    return typeof version === 'number' && Object.hasOwn(this.earlier, version) ? this.earlier[version] : undefined;
  }

  private assert(content: object, name: string): asserts content is Content {
    assertMatches(this.schema, content, name);
  }
}

/** A value in JSON that is no record of its own, and so has no version. */
export function parseValue<Value>(schema: Schema<Value>, text: string, name: string): Value {
  const value = jsonIn(text, name);
  assertMatches(schema, value, name);
  return value;
}

/** What a function has written to its own disk a moment ago, and reads back itself: neither stored nor checked. */
export function scratchLines<Item>(): { stringify(item: Item): string; parse(line: string): Item } {
  return { stringify: (item) => JSON.stringify(item), parse: (line) => JSON.parse(line) as Item };
}

function assertMatches<Value>(schema: Schema<Value>, value: unknown, name: string): asserts value is Value {
  const [issue] = v.safeParse(schema, value, FIRST_PROBLEM).issues ?? [];
  if (issue !== undefined) throw new RecordError(name, problemOf(issue));
}

/** The text of a compressed record. */
export function unzip(body: Uint8Array, name: string): string {
  try {
    return gunzipSync(body).toString('utf8');
  } catch (error) {
    throw new RecordError(name, `not compressed by gzip: ${(error as Error).message}`);
  }
}

/** The version of a record, whichever it is. */
export function versionIn(text: string, name: string): unknown {
  return objectIn(text, name).version;
}

function jsonIn(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RecordError(name, `not JSON: ${shown((error as Error).message)}`);
  }
}

function objectIn(text: string, name: string): Record<string, unknown> {
  const value = jsonIn(text, name);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new RecordError(name, 'not an object');
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const place = (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${shown(String(key))}`))
    .join('')
    .replace(/^\./, '');
  const wording = wordingOf(expectedBy(issue), issue.received);
  return place === '' ? wording : `${place}: ${wording}`;
}

function wordingOf(expected: string, received: string): string {
  if (expected === 'never') return 'unknown field';
  return received === 'undefined' ? 'missing' : `expected ${shown(expected)}, received ${shown(received)}`;
}

/** Values may be anybody's text, of any length. */
function shown(text: string): string {
  const escaped = escapeText(text);
  return escaped.length > LONGEST_VALUE ? `${escaped.slice(0, LONGEST_VALUE)}…` : escaped;
}
