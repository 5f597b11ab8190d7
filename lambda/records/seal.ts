import * as v from 'valibot';
import type { SealedFile } from '../core/seal/sealed-day';
import { Format } from './format';
import { chainFields, listOf, number, objectFields, schemaOf, string, type Immutable } from './schema';

const sealedFileSchema = schemaOf<SealedFile>()(
  v.strictObject({ ...objectFields, versionId: string, size: number, storageClass: string, digestEnd: number }),
);

const sealLinkSchema = v.strictObject({ day: number, number, sha256: string, sealedAt: number });

/** Another seal of the chain, by its day, its number and the hash of its files. */
export type SealLink = Immutable<v.InferOutput<typeof sealLinkSchema>>;

const sealSchema = v.strictObject({
  trailArn: string,
  ...chainFields,
  /** The start of the day, in milliseconds since 1970. */
  day: number,
  /** 1 for the first seal of the day. */
  number,
  runId: string,
  /** When all of it had been read and verified. */
  sealedAt: number,
  /** Of the files, by the form that `SealHash` documents. */
  sha256: string,
  /** Ordered by bucket and key. */
  files: listOf(sealedFileSchema),
  /** The seals in force of the sealed days before, the last one first: whoever has this one knows what they must be. */
  before: listOf(sealLinkSchema),
  /** The seal of the day that this one replaces; it may only add to it. */
  replaces: v.optional(sealLinkSchema),
});

/** The digests and log files of one day of a chain, all of them verified, by their versions. */
export type Seal = Immutable<v.InferOutput<typeof sealSchema>>;

export const sealFormat = new Format(1, schemaOf<Seal>()(sealSchema));

/** So many seals are named by the next one: a sweep reads one of as many, and knows the hashes of the others by it. */
export const MOST_LINKS = 100;
