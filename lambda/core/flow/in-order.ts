/** How many items may be worked on ahead of the one whose result is next. */
const AHEAD = 48;

/** Works on items side by side and yields the results in the order of the items. `mayStart` holds new work back. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  mayStart: (item: T, isNext: boolean) => boolean | Promise<boolean>,
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
      // The result is awaited later; until then a failure must not count as unhandled.
      result.catch(() => undefined);
      queue.push(result);
      next = iterator.next();
    }
    const first = queue.shift();
    if (first === undefined) return;
    yield await first;
  }
}
