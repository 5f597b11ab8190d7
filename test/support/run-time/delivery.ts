import { Corpus } from '../corpus';
import { bucketsOf, type StandInObject } from '../stand-ins';

/** An object and the key under which it will be delivered. */
export interface Undelivered {
  readonly bucket: string;
  readonly key: string;
  readonly object: StandInObject;
}

/** What CloudTrail has yet to deliver, in the order of time. */
export class Delivery {
  /** What is yet to be delivered. */
  public rest: readonly Undelivered[] = [];

  /** Forgets all that is to come, and has another corpus delivered. */
  public begin(corpus?: Corpus): void {
    this.rest = corpus === undefined ? [] : comingOf(corpus);
  }

  public add(corpus: Corpus): void {
    this.rest = inOrder([...this.rest, ...comingOf(corpus)]);
  }

  /** Has nothing more delivered of what has this in its key. */
  public stop(part: string): void {
    this.rest = this.rest.filter(({ key }) => !key.includes(part));
  }

  /** Has one object delivered at another time. */
  public delay(key: string, time: number): void {
    const lastModified = new Date(time);
    this.rest = inOrder(
      this.rest.map((coming) =>
        coming.key === key ? { ...coming, object: { ...coming.object, lastModified } } : coming,
      ),
    );
  }

  /** What is delivered by then, and was not before. */
  public until(time: number): readonly Undelivered[] {
    const delivered = this.rest.filter(({ object }) => object.lastModified.getTime() <= time);
    this.rest = this.rest.filter(({ object }) => object.lastModified.getTime() > time);
    return delivered;
  }
}

const laidOut = new WeakMap<Corpus, readonly Undelivered[]>();

/** All objects of a corpus in the order of their delivery. */
function comingOf(corpus: Corpus): readonly Undelivered[] {
  const coming = laidOut.get(corpus) ?? layOut(corpus);
  laidOut.set(corpus, coming);
  return coming;
}

function layOut(corpus: Corpus): Undelivered[] {
  const objects = Object.entries(bucketsOf(corpus)).flatMap(([bucket, all]) =>
    all.keys.map((key) => ({ bucket, key, object: all.object(key) as StandInObject })),
  );
  return inOrder(objects);
}

function inOrder(objects: readonly Undelivered[]): Undelivered[] {
  return [...objects].sort((one, other) => one.object.lastModified.getTime() - other.object.lastModified.getTime());
}
