const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Compares keys by their UTF-8 bytes, as S3 orders them. Those of the keys that CloudTrail writes are plain ASCII, for which it
 * is the same to compare text.
 */
export function compareKeys(one: string, other: string): number {
  if (PLAIN.test(one) && PLAIN.test(other)) return one < other ? -1 : one > other ? 1 : 0;
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
