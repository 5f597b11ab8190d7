import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

/** A response whose body is whole, or a stream where it is longer than asked for. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer | Readable;
}

/** Error documents are short, and S3 announces the length of all else. */
const MOST_UNANNOUNCED = 1024 * 1024;

interface GetRequest {
  readonly origin: string;
  readonly path: string;
  readonly headers: Record<string, string>;
}

/** A GET with as little in between as can be: the chunks of the body, and no stream unless it is long. */
export function get(dispatcher: Dispatcher, request: GetRequest, streamAbove: number): Promise<Response> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let status = 0;
    let headers: Response['headers'] = {};
    let stream: Readable | undefined;
    dispatcher.dispatch(
      { ...request, method: 'GET' },
      {
        onRequestStart() {},
        onResponseStart(controller, statusCode, responseHeaders) {
          status = statusCode;
          headers = responseHeaders;
          if (!(Number(headers['content-length'] ?? 0) > streamAbove) || status !== 200) return;
          stream = new Readable({
            read: () => controller.resume(),
            destroy: (error, done) => {
              if (error || !stream?.readableEnded) controller.abort(error ?? new Error('the reader has stopped'));
              done(error);
            },
          });
          resolve({ status, headers, body: stream });
        },
        onResponseData(controller, chunk) {
          if (stream) {
            if (!stream.push(chunk)) controller.pause();
            return;
          }
          chunks.push(chunk);
          received += chunk.length;
          if (received > streamAbove + MOST_UNANNOUNCED)
            controller.abort(new Error('the body is longer than announced'));
        },
        onResponseEnd() {
          if (stream) stream.push(null);
          else resolve({ status, headers, body: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks) });
        },
        onResponseError(_controller, error) {
          if (stream) stream.destroy(error);
          else reject(error);
        },
      },
    );
  });
}
