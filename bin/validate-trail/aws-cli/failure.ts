import { isReadFailure, type ReadFailure, type Store, type StoredObject } from '../../../lambda/core';

/** An error that AWS answered with, or one of Python's own: it ends the run of the AWS CLI with exit status 255. */
export class Fatal extends Error {}

/** The object, or undefined where there is none of that name. A network fault is an ordinary error. */
export async function readObject(store: Store, bucket: string, key: string): Promise<StoredObject | undefined> {
  const answer = await store.readObject(bucket, key, Infinity);
  if (!isReadFailure(answer)) return answer;
  if (answer.failure === 'absent') return undefined;
  if (answer.failure === 'transient') throw new Error(answer.detail ?? 'the connection failed');
  throw toFatal(answer, 'GetObject');
}

/** The store says `Code: message`; the AWS CLI says it so. It asks for a bucket's Region before all else. */
export function toFatal({ failure, detail = failure }: ReadFailure, operation: string): Fatal {
  const [, code = failure, message = detail] = /^([\w.]+): (.*)$/s.exec(detail) ?? [];
  const asked = failure === 'no-bucket' ? 'GetBucketLocation' : operation;
  return new Fatal(`An error occurred (${code}) when calling the ${asked} operation: ${message}`);
}

export async function allBytes(body: StoredObject['body']): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
