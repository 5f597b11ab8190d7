import { Corpus } from '../corpus';
import { bucketOf, type StandInObject } from '../stand-ins';

/** An object and the key under which it will be delivered. */
interface Coming {
  readonly key: string;
  readonly object: StandInObject;
}

/** What CloudTrail has yet to deliver, in the order of time. */
export class Delivery {
  private coming: readonly Coming[] = [];

  /** Forgets all that is to come, and has another corpus delivered. */
  public begin(corpus?: Corpus): void {
    this.coming = corpus === undefined ? [] : comingOf(corpus);
  }

  public add(corpus: Corpus): void {
    this.coming = inOrder([...this.coming, ...comingOf(corpus)]);
  }

  /** Has nothing more delivered of what has this in its key. */
  public stop(part: string): void {
    this.coming = this.coming.filter(({ key }) => !key.includes(part));
  }

  /** What is delivered by then, and was not before. */
  public until(time: number): readonly Coming[] {
    const delivered = this.coming.filter(({ object }) => object.lastModified.getTime() <= time);
    this.coming = this.coming.filter(({ object }) => object.lastModified.getTime() > time);
    return delivered;
  }
}

const laidOut = new WeakMap<Corpus, readonly Coming[]>();

/** All objects of a corpus in the order of their delivery. */
function comingOf(corpus: Corpus): readonly Coming[] {
  const coming = laidOut.get(corpus) ?? layOut(corpus);
  laidOut.set(corpus, coming);
  return coming;
}

function layOut(corpus: Corpus): Coming[] {
  const all = bucketOf(corpus);
  const objects = all.keys.map((key) => ({ key, object: all.object(key) as StandInObject }));
  return inOrder(objects);
}

function inOrder(objects: readonly Coming[]): Coming[] {
  return [...objects].sort((one, other) => one.object.lastModified.getTime() - other.object.lastModified.getTime());
}
