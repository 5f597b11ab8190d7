/** How many items may be worked on ahead of the one whose turn it is. */
const AHEAD = 48;

/** Works on items side by side and hands out the results in their order. `mayStart` holds new work back. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  mayStart: (item: T, isWaitedFor: boolean) => boolean | Promise<boolean>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const iterator = items[Symbol.iterator]();
  const queue: Promise<R>[] = [];
  let next = iterator.next();
  for (;;) {
    while (next.done !== true && queue.length < AHEAD) {
      const answer = mayStart(next.value, queue.length === 0);
      if (!(typeof answer === 'boolean' ? answer : await answer)) break;
      const result = work(next.value);
      // It is looked at in its turn; until then a failure must not count as unhandled.
      result.catch(() => undefined);
      queue.push(result);
      next = iterator.next();
    }
    const first = queue.shift();
    if (first === undefined) return;
    yield await first;
  }
}
