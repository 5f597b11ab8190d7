import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Mac } from './mac';

/** An object as it was read, and whether it is what one of the validator's functions wrote under this very key. */
export interface SealedObject {
  readonly body: Buffer;
  readonly sha256: string;
  readonly isGenuine: boolean;
}

/** A file to be stored, whose hash was taken while it was written. */
export interface SealedFile {
  readonly path: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

const MAC_NAME = 'mac';
const FILE_ATTEMPTS = 4;

/** A bucket that only ever gains objects, each with a MAC of its key and content beside it. */
export class SealedBucket {
  public constructor(
    private readonly client: S3Client,
    private readonly mac: Mac,
    public readonly name: string,
  ) {}

  /** Stores a new object and returns its hash in hex; never over another one. */
  public async put(key: string, body: Buffer, contentType = 'application/json'): Promise<string> {
    const sha256 = createHash('sha256').update(body).digest();
    await this.client.send(
      new PutObjectCommand({
        ...(await this.inputOf(key, sha256, contentType)),
        Body: body,
        ContentLength: body.length,
      }),
    );
    return sha256.toString('hex');
  }

  /** Stores a file that may not fit into memory. The SDK can't send a stream twice, so it is opened anew. */
  public async putFile(key: string, { path, size, sha256 }: SealedFile, contentType: string): Promise<void> {
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

  /** Undefined if it is not there. */
  public async get(key: string): Promise<SealedObject | undefined> {
    try {
      const { Body, Metadata } = await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
      const body = Buffer.from((await Body?.transformToByteArray()) ?? []);
      const sha256 = createHash('sha256').update(body).digest();
      const isGenuine = await this.mac.isValid(this.nameOf(key), sha256, Metadata?.[MAC_NAME] ?? '');
      return { body, sha256: sha256.toString('hex'), isGenuine };
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  /** The body of an object that anyone with the right to may have put there. */
  public async getUnsealed(key: string): Promise<Buffer> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  public async *keys(prefix: string): AsyncGenerator<string> {
    for await (const { Contents = [] } of this.pages({ Prefix: prefix })) yield* Contents.map(({ Key = '' }) => Key);
  }

  /** The last key below a prefix, found by descending into the last folder of each level. */
  public async lastKey(prefix: string): Promise<string | undefined> {
    let last: string | undefined;
    for await (const { Contents = [], CommonPrefixes = [] } of this.pages({ Prefix: prefix, Delimiter: '/' })) {
      const names = [...Contents.map(({ Key = '' }) => Key), ...CommonPrefixes.map(({ Prefix = '' }) => Prefix)];
      last = [...names, ...(last === undefined ? [] : [last])].sort().pop();
    }
    return last?.endsWith('/') ? this.lastKey(last) : last;
  }

  private async *pages(input: { readonly Prefix: string; readonly Delimiter?: string }) {
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: this.name, ...input, ContinuationToken: token }),
      );
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
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
