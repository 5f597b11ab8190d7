import { compareKeys } from '../format/compare-keys';
import type { ListedVersion } from '../model/store';
import { STANDARD, type SealedFile } from './sealed-day';

/** In what a listing differs from a seal. */
export type DifferenceKind =
  /** The sealed version is not there any more: only a permanent deletion removes it. */
  | 'version-gone'
  /** A later version hides the sealed one. */
  | 'version-on-top'
  /** Another version of the key, and not a later one. */
  | 'version-beside'
  /** Somebody has deleted the key: its versions are still there. */
  | 'delete-marker'
  /** A key that the seal does not have. */
  | 'key-added'
  /** S3 says another size of the same version. */
  | 'other-size'
  | 'other-storage-class';

export interface Difference {
  readonly kind: DifferenceKind;
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  /** When the version or marker was written that the seal does not have. */
  readonly lastModified?: number;
  /** The digest by which a sealed file is verified in full. */
  readonly digestEnd?: number;
}

/**
 * Compares the files that are sealed of one bucket with all versions that are listed of the same names, both in the order of
 * keys. There is no difference where each sealed key has exactly one version, the sealed one, no key was added, and there is
 * no delete marker.
 */
export function differencesOf(
  bucket: string,
  files: readonly SealedFile[],
  versions: readonly ListedVersion[],
): Difference[] {
  const found: Difference[] = [];
  let at = 0;
  for (const group of byKey(versions)) {
    const [{ key }] = group;
    for (; at < files.length && compareKeys(files[at].key, key) < 0; at++) found.push(gone(files[at]));
    if (at < files.length && files[at].key === key) found.push(...differencesOfKey(files[at++], group));
    else found.push(added(bucket, group[0]));
  }
  for (; at < files.length; at++) found.push(gone(files[at]));
  return found;
}

/** What the versions of one key differ in from the file that is sealed. */
export function differencesOfKey(file: SealedFile, versions: readonly ListedVersion[]): Difference[] {
  const { bucket, key, digestEnd } = file;
  const found: Difference[] = [];
  const place = versions.findIndex(({ versionId, isDeleteMarker }) => !isDeleteMarker && versionId === file.versionId);
  const about = (kind: DifferenceKind, { versionId, lastModified }: ListedVersion): Difference => ({
    ...{ kind, bucket, key, versionId, lastModified, digestEnd },
  });
  if (place < 0) found.push(gone(file));
  versions.forEach((version, index) => {
    if (index === place) return;
    if (version.isDeleteMarker) found.push(about('delete-marker', version));
    else found.push(about(place < 0 || index < place ? 'version-on-top' : 'version-beside', version));
  });
  if (place < 0) return found;
  const sealed = versions[place];
  if (sealed.size !== file.size) found.push(about('other-size', sealed));
  if ((sealed.storageClass ?? STANDARD) !== file.storageClass) found.push(about('other-storage-class', sealed));
  return found;
}

function gone({ bucket, key, versionId, digestEnd }: SealedFile): Difference {
  return { kind: 'version-gone', bucket, key, versionId, digestEnd };
}

function added(bucket: string, { key, versionId, lastModified, isDeleteMarker }: ListedVersion): Difference {
  return { kind: isDeleteMarker ? 'delete-marker' : 'key-added', bucket, key, versionId, lastModified };
}

/** The versions of each key, newest first. */
function* byKey(versions: readonly ListedVersion[]): Generator<readonly ListedVersion[]> {
  for (let from = 0; from < versions.length;) {
    let to = from + 1;
    while (to < versions.length && versions[to].key === versions[from].key) to++;
    yield versions.slice(from, to);
    from = to;
  }
}
