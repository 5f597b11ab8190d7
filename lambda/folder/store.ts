import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import type { KeyRange, ListedObject, PublicKey, ReadFailure, Store, StoredObject, TimeRange } from '../core';
import { PublicKeyFile } from './public-key-file';
import { readFailureOf, rejectLink, SafePaths } from './safe-path';
import { SignatureFile } from './signature-file';
import { folderNames, walk } from './walk';

const PAGE_SIZE = 1000;

/** Windows has no such flag; there only the check before opening applies. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

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
    for await (const object of walk(this.root, range)) {
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
    if (bucket === this.options.bucket) yield await folderNames(this.root, prefix, onObject);
  }

  public async readObject(bucket: string, key: string, streamAbove: number): Promise<StoredObject | ReadFailure> {
    if (bucket !== this.options.bucket) return { failure: 'no-bucket', detail: `the folder is a copy of another` };
    const file = await this.paths.resolve(key);
    if (typeof file !== 'string') return file;
    try {
      const failure = await rejectLink(file);
      if (failure) return failure;
      const body = await readFrom(file, streamAbove);
      return { body, metadata: this.signatures.metadataOf(bucket, key) };
    } catch (error) {
      return readFailureOf(error);
    }
  }

  public readPublicKeys(region: string, range: TimeRange): Promise<readonly PublicKey[] | ReadFailure> {
    return Promise.resolve(this.options.publicKeys.of(region, range));
  }

  private get signatures(): SignatureFile {
    return this.options.signatures ?? SignatureFile.none;
  }
}

async function readFrom(file: string, streamAbove: number): Promise<StoredObject['body']> {
  const handle = await open(file, READ_NO_LINK);
  try {
    if ((await handle.stat()).size > streamAbove) return handle.createReadStream();
    const body = await handle.readFile();
    await handle.close();
    return body;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
