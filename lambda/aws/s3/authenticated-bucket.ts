import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Mac } from '../kms';

/** An object as it was read, and whether it is what one of the validator's functions wrote under this very key. */
export interface AuthenticatedObject {
  readonly body: Buffer;
  readonly sha256: string;
  readonly isAuthentic: boolean;
}

export interface ListedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
}

/** A file to be stored, whose hash was taken while it was written. */
export interface AuthenticatedFile {
  readonly path: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

const MAC_NAME = 'mac';
const FILE_ATTEMPTS = 4;

/** A bucket that only ever gains objects, each with a MAC of its key and content beside it. */
export class AuthenticatedBucket {
  public constructor(
    private readonly client: S3Client,
    private readonly mac: Mac,
    public readonly name: string,
  ) {}

  /** Stores a new object and returns its hash in hex; never over another one. */
  public async put(key: string, body: Buffer, contentType = 'application/json'): Promise<string> {
    const sha256 = createHash('sha256').update(body).digest();
    const input = { ...(await this.inputOf(key, sha256, contentType)), Body: body, ContentLength: body.length };
    try {
      await this.client.send(new PutObjectCommand(input));
    } catch (error) {
      if (!(await this.isStored(error, key, sha256.toString('hex')))) throw error;
    }
    return sha256.toString('hex');
  }

  /** A request whose answer was lost is sent again by the SDK, and then finds its own object there. */
  private async isStored(error: unknown, key: string, sha256: string): Promise<boolean> {
    const { name, $metadata } = error as Error & { readonly $metadata?: { readonly attempts?: number } };
    if (name !== 'PreconditionFailed' || ($metadata?.attempts ?? 1) === 1) return false;
    const stored = await this.get(key);
    return stored?.isAuthentic === true && stored.sha256 === sha256;
  }

  /** Stores a file that may not fit into memory. The SDK can't send a stream twice, so it is opened anew. */
  public async putFile(key: string, { path, size, sha256 }: AuthenticatedFile, contentType: string): Promise<void> {
    const input = await this.inputOf(key, Buffer.from(sha256, 'hex'), contentType);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.client.send(new PutObjectCommand({ ...input, Body: createReadStream(path), ContentLength: size }));
        return;
      } catch (error) {
        const isStored = attempt > 1 && (error as Error).name === 'PreconditionFailed';
        if (isStored) return;
        if (attempt === FILE_ATTEMPTS) throw error;
      }
    }
  }

  /** The newest version, or the one named; undefined if it is not there. */
  public async get(key: string, versionId?: string): Promise<AuthenticatedObject | undefined> {
    try {
      const input = { Bucket: this.name, Key: key, VersionId: versionId };
      const { Body, Metadata } = await this.client.send(new GetObjectCommand(input));
      const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
      const sha256 = createHash('sha256').update(body).digest();
      const isAuthentic = await this.mac.isValid(this.nameOf(key), sha256, Metadata?.[MAC_NAME] ?? '');
      return { body, sha256: sha256.toString('hex'), isAuthentic };
    } catch (error) {
      if (['NoSuchKey', 'NoSuchVersion'].includes((error as Error).name)) return undefined;
      throw error;
    }
  }

  /** The body of an object that must be there, written by one of the validator's functions. */
  public async getAuthentic(key: string): Promise<Buffer> {
    const object = await this.get(key);
    if (object?.isAuthentic === true) return object.body;
    throw new Error(`${key} ${object === undefined ? 'is not there' : 'was not written by the validator'}`);
  }

  /** All versions of all objects below a prefix in the order of their keys, those under delete markers too. */
  public async *versions(prefix: string, after?: string): AsyncGenerator<ListedVersion> {
    let marker: { KeyMarker?: string; VersionIdMarker?: string } = { KeyMarker: after };
    for (let isTruncated = true; isTruncated;) {
      const page = await this.client.send(
        new ListObjectVersionsCommand({ Bucket: this.name, Prefix: prefix, ...marker }),
      );
      for (const { Key = '', VersionId = '', Size = 0 } of page.Versions ?? []) {
        yield { key: Key, versionId: VersionId, size: Size };
      }
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      isTruncated = page.IsTruncated === true;
    }
  }

  private async inputOf(key: string, sha256: Buffer, contentType: string) {
    return {
      Bucket: this.name,
      Key: key,
      IfNoneMatch: '*',
      ContentType: contentType,
      ChecksumSHA256: sha256.toString('base64'),
      Metadata: { [MAC_NAME]: await this.mac.make(this.nameOf(key), sha256) },
    };
  }

  private nameOf(key: string): string {
    return `s3://${this.name}/${key}`;
  }
}
