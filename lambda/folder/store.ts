import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { KeyRange, ListedObject, PublicKey, ReadFailure, Store, StoredObject, TimeRange } from '../core';
import { PublicKeyFile } from './public-key-file';
import { readFailureOf, rejectLink, SafePaths } from './safe-path';
import { SignatureFile } from './signature-file';
import { Slab } from './slab';
import { folderNames, walk } from './walk';

const PAGE_SIZE = 1000;

/** Windows has no such flag; there only the check before opening applies. */
const HAS_NO_LINK_FLAG = constants.O_NOFOLLOW !== undefined;
/** A pipe in place of a file would keep the call waiting for whoever writes to it. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface FolderStoreOptions {
  /** The folder that `aws s3 sync s3://BUCKET FOLDER` wrote: keys of the bucket are paths in it. */
  readonly folder: string;
  readonly bucket: string;
  readonly publicKeys: PublicKeyFile;
  readonly signatures?: SignatureFile;
}

/** The core's store for a copy of the bucket in a local folder. It has neither times of delivery nor older versions. */
export class FolderStore implements Store {
  public readonly dropsMetadata = true;
  private readonly paths: SafePaths;
  private readonly slab = new Slab();

  private constructor(
    private readonly root: string,
    private readonly options: FolderStoreOptions,
  ) {
    this.paths = new SafePaths(root);
  }

  /** Throws where there is no such folder. */
  public static async open(options: FolderStoreOptions): Promise<FolderStore> {
    const root = await realpath(options.folder);
    if (!(await stat(root)).isDirectory()) throw new Error(`${options.folder} is not a folder`);
    return new FolderStore(root, options);
  }

  public async *listObjects(bucket: string, range: KeyRange): AsyncGenerator<readonly ListedObject[]> {
    if (bucket !== this.options.bucket) return;
    let page: ListedObject[] = [];
    for (const object of walk(this.root, range)) {
      page.push(object);
      if (page.length < PAGE_SIZE) continue;
      yield page;
      page = [];
    }
    yield page;
  }

  public async *listFolders(
    bucket: string,
    prefix: string,
    onObject?: (object: ListedObject) => void,
  ): AsyncGenerator<readonly string[]> {
    if (bucket === this.options.bucket) yield folderNames(this.root, prefix, onObject);
  }

  /** Synchronous: a small file is read in less time than it takes to hand it to another thread and back. */
  public readObject(bucket: string, key: string, streamAbove: number): Promise<StoredObject | ReadFailure> {
    return Promise.resolve(this.read(bucket, key, streamAbove));
  }

  public readPublicKeys(region: string, range: TimeRange): Promise<readonly PublicKey[] | ReadFailure> {
    return Promise.resolve(this.options.publicKeys.of(region, range));
  }

  private read(bucket: string, key: string, streamAbove: number): StoredObject | ReadFailure {
    if (bucket !== this.options.bucket) return { failure: 'no-bucket', detail: `the folder is a copy of another` };
    const file = this.paths.resolve(key);
    if (typeof file !== 'string') return file;
    try {
      const link = HAS_NO_LINK_FLAG ? undefined : rejectLink(file);
      if (link !== undefined) return link;
      return readFrom(file, streamAbove, this.slab, this.signatures.metadataOf(bucket, key));
    } catch (error) {
      return readFailureOf(error);
    }
  }

  private get signatures(): SignatureFile {
    return this.options.signatures ?? SignatureFile.none;
  }
}

function readFrom(
  file: string,
  streamAbove: number,
  slab: Slab,
  metadata: StoredObject['metadata'],
): StoredObject | ReadFailure {
  const descriptor = openSync(file, READ_NO_LINK);
  let isStreamed = false;
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) return { failure: 'unsafe-path', detail: file };
    const { size } = found;
    isStreamed = size > streamAbove;
    return {
      size,
      body: isStreamed ? createReadStream(file, { fd: descriptor }) : readWhole(descriptor, slab.take(size)),
      metadata,
    };
  } finally {
    if (!isStreamed) closeSync(descriptor);
  }
}

/** What is there of the size that was found. A file that is being written is not all there; its hash says so. */
function readWhole(descriptor: number, bytes: Buffer): Uint8Array {
  let length = 0;
  for (let read = -1; length < bytes.length && read !== 0; length += read) {
    read = readSync(descriptor, bytes, length, bytes.length - length, null);
  }
  return bytes.subarray(0, length);
}
