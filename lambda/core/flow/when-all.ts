/**
 * As Promise.all, but a failure is thrown once all have ended. Of what runs on after a failed run, requests and responses
 * would mix with those of the next: Lambda freezes the process in between and lets it go on then.
 */
export async function whenAll<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
