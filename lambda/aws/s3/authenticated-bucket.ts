import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Mac } from '../kms';

/** An object as it was read, and whether it is what one of the validator's functions wrote under this very key. */
export interface AuthenticatedObject extends CheckedObject {
  readonly body: Buffer;
  readonly sha256: string;
}

/** What can be said of an object without its content. */
export interface CheckedObject {
  /** Hex. Undefined where S3 keeps no checksum of the whole: the validator's functions write none without. */
  readonly sha256?: string;
  readonly isAuthentic: boolean;
  /** The object that it follows, as its writer has said. */
  readonly previous?: ObjectLink;
  /** The object that belongs to it, as its writer has said. */
  readonly beside?: ObjectLink;
}

/** An object, by its content. */
export interface ObjectLink {
  readonly key: string;
  readonly sha256: string;
}

export interface ListedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
  /** By the clock of S3, in seconds. */
  readonly lastModified: number;
}

/** What a new object says besides its content. */
export interface ObjectAttributes {
  readonly contentType?: string;
  /** The object that it follows: authenticated with it, so that a row of objects is verified without their content. */
  readonly previous?: ObjectLink;
  /** An object that belongs to it, authenticated with it as well. */
  readonly beside?: ObjectLink;
}

/** A file to be stored, whose hash was taken while it was written. */
export interface AuthenticatedFile {
  readonly path: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

const MAC_NAME = 'mac';
const PREVIOUS_NAME = 'previous';
const BESIDE_NAME = 'beside';
const FILE_ATTEMPTS = 4;

/** A bucket that only ever gains objects, each with a MAC of its key and content beside it. */
export class AuthenticatedBucket {
  public constructor(
    private readonly client: S3Client,
    private readonly mac: Mac,
    public readonly name: string,
  ) {}

  /** Stores a new object and returns its hash in hex; never over another one. */
  public async put(key: string, body: Buffer, attributes: ObjectAttributes = {}): Promise<string> {
    const sha256 = createHash('sha256').update(body).digest();
    const input = { ...(await this.inputOf(key, sha256, attributes)), Body: body, ContentLength: body.length };
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
  public async putFile(
    key: string,
    { path, size, sha256 }: AuthenticatedFile,
    contentType: string,
    previous?: ObjectLink,
  ): Promise<void> {
    const attributes = { contentType, ...(previous !== undefined && { previous }) };
    const input = await this.inputOf(key, Buffer.from(sha256, 'hex'), attributes);
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
      return { body, sha256: sha256.toString('hex'), ...(await this.authenticate(key, sha256, Metadata)) };
    } catch (error) {
      if (['NoSuchKey', 'NoSuchVersion'].includes((error as Error).name)) return undefined;
      throw error;
    }
  }

  /** Writes a version to a file: it may not fit into memory. Its content is by its hash what was verified before. */
  public async getFile({ key, sha256 }: ObjectLink, versionId: string, path: string): Promise<void> {
    const { Body } = await this.client.send(
      new GetObjectCommand({ Bucket: this.name, Key: key, VersionId: versionId }),
    );
    const hash = createHash('sha256');
    await pipeline(
      Body as Readable,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(path),
    );
    if (hash.digest('hex') !== sha256) throw new Error(`${key} was changed while it was being read`);
  }

  /** A version without its content, by the checksum that S3 has verified when it was written; undefined if it is not there. */
  public async check(key: string, versionId: string): Promise<CheckedObject | undefined> {
    try {
      const input = { Bucket: this.name, Key: key, VersionId: versionId, ChecksumMode: 'ENABLED' } as const;
      const { ChecksumSHA256 = '', Metadata } = await this.client.send(new HeadObjectCommand(input));
      const sha256 = Buffer.from(ChecksumSHA256, 'base64');
      // The checksum of an object that was written in parts is none of its content.
      if (ChecksumSHA256.includes('-') || sha256.length !== 32) return { isAuthentic: false };
      return { sha256: sha256.toString('hex'), ...(await this.authenticate(key, sha256, Metadata)) };
    } catch (error) {
      if ((error as Error).name === 'NotFound') return undefined;
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
      for (const { Key = '', VersionId = '', Size = 0, LastModified } of page.Versions ?? []) {
        yield { key: Key, versionId: VersionId, size: Size, lastModified: LastModified?.getTime() ?? 0 };
      }
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      isTruncated = page.IsTruncated === true;
    }
  }

  private async authenticate(key: string, sha256: Buffer, metadata: Readonly<Record<string, string>> = {}) {
    const { [MAC_NAME]: mac = '', [PREVIOUS_NAME]: previous, [BESIDE_NAME]: beside } = metadata;
    const isAuthentic = await this.mac.isValid(this.nameOf(key, { previous, beside }), sha256, mac);
    const links = { previous: parseLink(previous), beside: parseLink(beside) };
    return {
      isAuthentic,
      ...(links.previous !== undefined && { previous: links.previous }),
      ...(links.beside !== undefined && { beside: links.beside }),
    };
  }

  private async inputOf(key: string, sha256: Buffer, { contentType = 'application/json', ...links }: ObjectAttributes) {
    const [previous, beside] = [links.previous, links.beside].map((link) => link && `${link.sha256} ${link.key}`);
    const mac = await this.mac.make(this.nameOf(key, { previous, beside }), sha256);
    return {
      Bucket: this.name,
      Key: key,
      IfNoneMatch: '*',
      ContentType: contentType,
      ChecksumSHA256: sha256.toString('base64'),
      Metadata: {
        [MAC_NAME]: mac,
        ...(previous !== undefined && { [PREVIOUS_NAME]: previous }),
        ...(beside !== undefined && { [BESIDE_NAME]: beside }),
      },
    };
  }

  /** What the MAC is about besides the content. No link has a line break, so none can be taken for another. */
  private nameOf(key: string, { previous, beside }: { readonly previous?: string; readonly beside?: string }): string {
    const name = `s3://${this.name}/${key}`;
    const after = previous === undefined ? '' : ` after ${previous}`;
    return `${name}${after}${beside === undefined ? '' : `\nwith ${beside}`}`;
  }
}

function parseLink(text = ''): ObjectLink | undefined {
  const [, sha256, key] = /^([0-9a-f]{64}) (.+)$/.exec(text) ?? [];
  return sha256 === undefined ? undefined : { sha256, key };
}
