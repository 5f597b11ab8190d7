import type { OpenItem } from '../model/checkpoint';
import type { Finding } from '../model/finding';

/** An item of the table holds 400 KB, and whoever injects objects chooses how long their names are. */
const MOST_BYTES = 110_000;
const MOST_ITEMS = 500;
/** What an item takes besides the name of its object; most of it is the same in all items and compresses well. */
const ITEM_BYTES = 40;

interface Room {
  items: number;
  bytes: number;
}

/**
 * The open items of one chain. What was open before always fits. Tampering has room of its own, so that nobody can
 * displace it with objects that are merely unverified.
 */
export class OpenList {
  private readonly items = new Map<string, OpenItem>();
  private readonly room = {
    INVALID: { items: MOST_ITEMS, bytes: MOST_BYTES },
    INCOMPLETE: { items: MOST_ITEMS, bytes: MOST_BYTES },
  };

  /** What was open before, by its name and by its object: a worse finding about the same object always fits. */
  private readonly stored: ReadonlySet<string>;

  /** What is acknowledged takes no room from what may still be found. */
  public constructor(stored: ReadonlyMap<string, OpenItem>, isAcknowledged: (item: OpenItem) => boolean) {
    const open = [...stored.values()].filter((item) => !isAcknowledged(item));
    for (const { finding } of open) take(this.roomFor(finding), finding);
    this.stored = new Set([...stored].flatMap(([name, { finding }]) => [name, ...subjectOf(finding)]));
  }

  /** Adds an item; false where a new one does not fit. */
  public add(name: string, item: OpenItem): boolean {
    const hasPlace = this.items.has(name) || [name, ...subjectOf(item.finding)].some((other) => this.stored.has(other));
    if (!hasPlace) {
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
