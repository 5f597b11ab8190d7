import { Readable } from 'node:stream';
import { HttpRequest, HttpResponse } from '@smithy/protocol-http';
import type { Dispatcher } from 'undici';

const LONG_BODY = 16 * 1024 * 1024;

interface HandlerOptions {
  readonly abortSignal?: object;
}

/** Lets the SDK's clients send by the same connections, proxies and time limits as the lean way to S3. */
export class UndiciHandler {
  public readonly metadata = { handlerProtocol: 'http/1.1' };

  public constructor(private readonly dispatcher: Dispatcher) {}

  public async handle(request: HttpRequest, { abortSignal }: HandlerOptions = {}): Promise<{ response: HttpResponse }> {
    try {
      const { statusCode, headers, body } = await this.dispatcher.request({
        origin: originOf(request),
        path: pathOf(request),
        method: request.method as Dispatcher.HttpMethod,
        headers: sentBy(request),
        body: request.body,
        signal: abortSignal,
      });
      // The SDK sends again what breaks before it has the response, not what breaks while it reads the body.
      const isLong = Number(headers['content-length'] ?? 0) > LONG_BODY;
      const whole = isLong ? body : Readable.from([Buffer.from(await body.arrayBuffer())], { objectMode: false });
      return { response: new HttpResponse({ statusCode, headers: flatten(headers), body: whole }) };
    } catch (error) {
      throw inSdkTerms(error as Error & { code?: string });
    }
  }

  public updateHttpClientConfig(): void {}

  public httpHandlerConfigs(): object {
    return {};
  }
}

/** Undici sends no body by steps, and rejects the header by which the SDK announces one of two mebibytes or more. */
function sentBy({ headers }: HttpRequest): HttpRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'expect'));
}

/** The SDK knows Node's own names of errors, and does not send again after others. */
function inSdkTerms(error: Error & { code?: string }): Error {
  if (!error.code?.startsWith('UND_ERR_') || error.code === 'UND_ERR_ABORTED') return error;
  return Object.assign(new Error(error.message, { cause: error }), { name: 'TimeoutError', code: error.code });
}

export function originOf({ protocol, hostname, port }: HttpRequest): string {
  return `${protocol}//${hostname}${port ? `:${port}` : ''}`;
}

function pathOf({ path, query }: HttpRequest): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value) => (value === null ? encodeUri(name) : `${encodeUri(name)}=${encodeUri(value)}`)),
  );
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
}

/** Percent-encodes as Signature Version 4 does, which leaves fewer characters as they are than JavaScript. */
export function encodeUri(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
