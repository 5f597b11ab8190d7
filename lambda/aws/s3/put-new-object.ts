import { createHash } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Adds an object in JSON to a bucket. One that is there already stays, and is no error. */
export async function putNewObject(client: S3Client, Bucket: string, Key: string, text: string): Promise<void> {
  const Body = Buffer.from(text);
  const ChecksumSHA256 = createHash('sha256').update(Body).digest('base64');
  const input = { Bucket, Key, Body, ChecksumSHA256, IfNoneMatch: '*', ContentType: 'application/json' };
  try {
    await client.send(new PutObjectCommand(input));
  } catch (error) {
    if ((error as Error).name !== 'PreconditionFailed') throw error;
  }
}
