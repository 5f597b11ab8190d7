import { createHash } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Adds an object in JSON to a bucket. One that is there already stays, and is no error. */
export async function putNewObject(client: S3Client, Bucket: string, Key: string, text: string): Promise<void> {
  const Body = Buffer.from(text);
  const ChecksumSHA256 = createHash('sha256').update(Body).digest('base64');
  const input = { Bucket, Key, Body, ChecksumSHA256, IfNoneMatch: '*', ContentType: 'application/json' };
  await unlessThere(() => client.send(new PutObjectCommand(input)));
}

/** Writes an object that is never put over another one. One that is there already stays, and is no error. */
export async function unlessThere(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if ((error as Error).name !== 'PreconditionFailed') throw error;
  }
}
