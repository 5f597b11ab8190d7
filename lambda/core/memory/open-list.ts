import type { OpenItem } from '../model/checkpoint';
import type { Finding } from '../model/finding';

/** An item of the table holds 400 KB, and whoever plants objects chooses how long their names are. */
const MOST_BYTES = 110_000;
const MOST_ITEMS = 500;
/** What an item takes besides the name of its object; most of it is the same in all and compresses well. */
const ITEM_BYTES = 40;

interface Room {
  items: number;
  bytes: number;
}

/**
 * The findings that a checkpoint keeps open for one chain. What was open before always has its place. There is room of
 * its own for tampering, so that nobody can crowd it out with things that are merely odd.
 */
export class OpenList {
  private readonly items = new Map<string, OpenItem>();
  private readonly room = {
    INVALID: { items: MOST_ITEMS, bytes: MOST_BYTES },
    INCOMPLETE: { items: MOST_ITEMS, bytes: MOST_BYTES },
  };

  /** What was open before, by its name and by its object: an object that gets worse keeps its place. */
  private readonly known: ReadonlySet<string>;

  public constructor(remembered: ReadonlyMap<string, OpenItem>) {
    for (const { finding } of remembered.values()) take(this.roomFor(finding), finding);
    this.known = new Set([...remembered].flatMap(([name, { finding }]) => [name, ...subjectOf(finding)]));
  }

  /** Keeps an item open; false where there is no room left for a new one. */
  public keep(name: string, item: OpenItem): boolean {
    const isKnown = this.items.has(name) || [name, ...subjectOf(item.finding)].some((other) => this.known.has(other));
    if (!isKnown) {
      const room = this.roomFor(item.finding);
      if (room.items <= 0 || room.bytes <= 0) return false;
      take(room, item.finding);
    }
    this.items.set(name, item);
    return true;
  }

  public has(name: string): boolean {
    return this.items.has(name);
  }

  public values(): OpenItem[] {
    return [...this.items.values()];
  }

  private roomFor({ severity }: Finding): Room {
    return severity === 'INVALID' ? this.room.INVALID : this.room.INCOMPLETE;
  }
}

function subjectOf({ bucket = '', key }: Finding): string[] {
  return key === undefined ? [] : [`${bucket}/${key}`];
}

function take(room: Room, { key = '' }: Finding): void {
  room.items -= 1;
  room.bytes -= ITEM_BYTES + Buffer.byteLength(JSON.stringify(key));
}
