import { isRefusal, type Refusal, type Store, type StoredObject } from '../../../lambda/digest-validator/core';

/** An error that AWS answered with, or one of Python's own: it ends the run of the AWS CLI with exit status 255. */
export class Fatal extends Error {}

/** The object, or undefined where there is none of that name. A network fault is an ordinary error. */
export async function readObject(store: Store, bucket: string, key: string): Promise<StoredObject | undefined> {
  const answer = await store.readObject(bucket, key, Infinity);
  if (!isRefusal(answer)) return answer;
  if (answer.refused === 'absent') return undefined;
  if (answer.refused === 'transient') throw new Error(answer.detail ?? 'the connection failed');
  throw toFatal(answer, 'GetObject');
}

export function toFatal({ refused, detail }: Refusal, operation: string): Fatal {
  return new Fatal(`An error occurred (${refused}) when calling the ${operation} operation: ${detail ?? refused}`);
}

export async function allBytes(body: StoredObject['body']): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
