import { isReadFailure, passedOn, type Store } from '../core';

/** The signature of a digest, which a copy of a bucket loses. */
export interface SavedSignature {
  readonly bucket: string;
  readonly key: string;
  /** Lower-case hex. */
  readonly signature: string;
  /** Of a backfill digest: when it was made. */
  readonly generationTimestamp?: string;
}

/** One line of a file of signatures. Files can be appended to one another. */
export function signatureLine({ bucket, key, signature, generationTimestamp }: SavedSignature): string {
  return `${JSON.stringify({ bucket, key, signature, generationTimestamp })}\n`;
}

/** The object metadata that a file of signatures gives back. */
export class SignatureFile {
  /** By bucket and key. */
  private constructor(private readonly saved: ReadonlyMap<string, ReadonlyMap<string, SavedSignature>>) {}

  public static readonly none = new SignatureFile(new Map());

  /** Throws at the first line that is something else. Of two lines for one digest, the later one counts. */
  public static parse(text: string, name: string): SignatureFile {
    const saved = new Map<string, Map<string, SavedSignature>>();
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const signature = parseLine(line);
      if (!signature) throw new Error(`${name} has no signature in line ${index + 1}`);
      const inBucket = saved.get(signature.bucket) ?? new Map<string, SavedSignature>();
      saved.set(signature.bucket, inBucket.set(signature.key, signature));
    }
    return new SignatureFile(saved);
  }

  /** The store of a copy, with the signatures that it has lost. The lines of the file name the original bucket. */
  public behind(store: Store, original: string): Store {
    return {
      ...passedOn(store),
      readObject: async (bucket, key, streamAbove) => {
        const object = await store.readObject(bucket, key, streamAbove);
        if (isReadFailure(object)) return object;
        return { ...object, metadata: { ...this.metadataOf(original, key), ...object.metadata } };
      },
    };
  }

  public metadataOf(bucket: string, key: string): Readonly<Record<string, string>> {
    const saved = this.saved.get(bucket)?.get(key);
    if (!saved) return {};
    return {
      signature: saved.signature,
      'signature-algorithm': 'SHA256withRSA',
      ...(saved.generationTimestamp !== undefined && { 'backfill-generation-timestamp': saved.generationTimestamp }),
    };
  }
}

function parseLine(line: string): SavedSignature | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { bucket, key, signature, generationTimestamp } = parsed as Record<string, unknown>;
  if (typeof bucket !== 'string' || typeof key !== 'string' || typeof signature !== 'string') return undefined;
  if (generationTimestamp === undefined) return { bucket, key, signature };
  return typeof generationTimestamp === 'string' ? { bucket, key, signature, generationTimestamp } : undefined;
}
