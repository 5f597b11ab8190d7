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
    dispatcher.dispatch({ ...request, method: 'GET' }, new Transfer(resolve, reject, streamAbove));
  });
}

class Transfer implements Dispatcher.DispatchHandler {
  private readonly chunks: Buffer[] = [];
  private received = 0;
  private status = 0;
  private headers: Response['headers'] = {};
  private stream: Readable | undefined;

  public constructor(
    private readonly resolve: (response: Response) => void,
    private readonly reject: (error: Error) => void,
    private readonly streamAbove: number,
  ) {}

  public onRequestStart(): void {}

  public onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Response['headers'],
  ): void {
    this.status = status;
    this.headers = headers;
    if (status !== 200 || !(Number(headers['content-length']) > this.streamAbove)) return;
    this.stream = streamOf(controller);
    this.resolve({ status, headers, body: this.stream });
  }

  public onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.stream) {
      if (!this.stream.push(chunk)) controller.pause();
      return;
    }
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.received > this.streamAbove + MOST_UNANNOUNCED) {
      controller.abort(new Error('the body is longer than announced'));
    }
  }

  public onResponseEnd(): void {
    const { status, headers, chunks } = this;
    if (this.stream) this.stream.push(null);
    else this.resolve({ status, headers, body: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks) });
  }

  public onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.stream) this.stream.destroy(error);
    else this.reject(error);
  }
}

/** A body as it comes. Whoever stops reading it gives up the connection. */
function streamOf(controller: Dispatcher.DispatchController): Readable {
  return new Readable({
    read: () => controller.resume(),
    destroy(error, done) {
      if (error || !this.readableEnded) controller.abort(error ?? new Error('the reader has stopped'));
      done(error);
    },
  });
}
