import type { SealedFile } from './sealed-day';

/**
 * What a seal has no longer of the one that it replaces. A later seal may only add: it takes no file out and changes no
 * version or size, and whatever it says, the versions of all earlier ones are demanded. The storage class may be another one, since
 * lifecycle rules change it.
 */
export function lostOf(earlier: readonly SealedFile[], later: readonly SealedFile[]): SealedFile[] {
  const kept = new Map(later.map((file) => [nameOf(file), file]));
  return earlier.filter((file) => {
    const same = kept.get(nameOf(file));
    return same?.versionId !== file.versionId || same.size !== file.size;
  });
}

function nameOf({ bucket, key }: SealedFile): string {
  return `${bucket}/${key}`;
}
