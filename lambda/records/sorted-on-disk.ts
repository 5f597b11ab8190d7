import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createGunzip, gzip } from 'node:zlib';
import { whenAll } from '../core';

/** How items are ordered, and how each is written as a line. */
export interface LineOrder<Item> {
  compare(one: Item, other: Item): number;
  stringify(item: Item): string;
  parse(line: string): Item;
}

/** So many items are held in memory, some megabytes of them. */
const MOST_HELD = 16_384;
const FAST = { level: 1 };
const compress = promisify<string, object, Buffer>(gzip);
const LINE_END = 10;

/** Sorts more items than fit into memory: those that were held are written to disk in order, and merged in the end. */
export class SortedOnDisk<Item> {
  private held: Item[] = [];
  private readonly files: string[] = [];

  public constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly order: LineOrder<Item>,
    private readonly mostHeld = MOST_HELD,
  ) {}

  /** A promise where what is held has to be written first. */
  public add(item: Item): Promise<void> | undefined {
    this.held.push(item);
    return this.held.length < this.mostHeld ? undefined : this.writeHeld();
  }

  /** Adds lines that are compressed, and in order already. */
  public addSorted(lines: Uint8Array): Promise<void> {
    const file = path.join(this.folder, `${this.name}.${this.files.length}.part`);
    this.files.push(file);
    return writeFile(file, lines);
  }

  /** All items in order. Nothing may be added any more. */
  public async *sorted(): AsyncGenerator<Item> {
    const { compare } = this.order;
    const cursors = [Cursor.over(this.takeHeld()), ...this.files.map((file) => this.open(file))];
    const begun = await whenAll(cursors.map((cursor) => cursor.step()));
    const rest = cursors.filter((_, index) => begun[index]).sort((one, other) => compare(one.item, other.item));
    for (let [first] = rest; first !== undefined; [first] = rest) {
      yield first.item;
      const isThere = first.isInMemory ? first.stepInMemory() : await first.step();
      if (!isThere) rest.shift();
      else if (rest.length > 1 && compare(first.item, rest[1].item) > 0) moveOn(rest, compare);
    }
  }

  public async remove(): Promise<void> {
    this.held = [];
    await whenAll(this.files.splice(0).map((file) => rm(file, { force: true })));
  }

  private async writeHeld(): Promise<void> {
    const lines = this.takeHeld().map((item) => `${this.order.stringify(item)}\n`);
    await this.addSorted(await compress(lines.join(''), FAST));
  }

  private takeHeld(): Item[] {
    const held = this.held.sort(this.order.compare);
    this.held = [];
    return held;
  }

  private open(file: string): Cursor<Item> {
    return new Cursor(linesOf(file), (line) => this.order.parse(line));
  }
}

/** Where one of the rows that are merged has arrived. */
class Cursor<Item> {
  public item!: Item;
  private at = 0;
  private lines: readonly string[] = [];
  private items: readonly Item[] = [];

  public constructor(
    private readonly pages: AsyncIterator<readonly string[]>,
    private readonly parse: (line: string) => Item,
  ) {}

  public static over<Item>(items: readonly Item[]): Cursor<Item> {
    const none = linesIn([]);
    const cursor = new Cursor<Item>(none, () => items[0]);
    cursor.items = items;
    return cursor;
  }

  public get isInMemory(): boolean {
    return this.at < this.items.length + this.lines.length;
  }

  /** Goes on to the next item; false after the last. */
  public async step(): Promise<boolean> {
    while (!this.isInMemory) {
      const { done, value } = await this.pages.next();
      if (done === true) return false;
      [this.items, this.lines, this.at] = [[], value as readonly string[], 0];
    }
    return this.stepInMemory();
  }

  public stepInMemory(): true {
    this.item = this.items.length > 0 ? this.items[this.at] : this.parse(this.lines[this.at]);
    this.at += 1;
    return true;
  }
}

/** Puts the first of a row back where its next item belongs. */
function moveOn<Item>(row: Cursor<Item>[], compare: (one: Item, other: Item) => number): void {
  const [first] = row.splice(0, 1);
  let [low, high] = [0, row.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(row[middle].item, first.item) <= 0) low = middle + 1;
    else high = middle;
  }
  row.splice(low, 0, first);
}

/** The lines of a compressed file, as many at a time as come from the disk. */
async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
  yield* linesIn(createReadStream(file).pipe(createGunzip()) as AsyncIterable<Buffer>);
}

/** Split at line feeds alone: other characters that end a line may be part of a key. */
async function* linesIn(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<readonly string[]> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(LINE_END);
    rest = Buffer.from(bytes.subarray(end + 1));
    if (end >= 0) yield bytes.toString('utf8', 0, end).split('\n');
  }
  if (rest.length > 0) yield [rest.toString('utf8')];
}
