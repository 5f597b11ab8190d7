import http from 'node:http';
import { AddressInfo } from 'node:net';

/** A request as the stand-ins see it. */
export interface StandInRequest {
  readonly method: string;
  /** The decoded path, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawUrl: string;
  readonly body: string;
  /** The body before it was read as text. */
  readonly bytes: Buffer;
  /** The access key id and Region that the request was signed for. */
  readonly accessKeyId?: string;
  readonly region?: string;
}

export interface StandInResponse {
  readonly status: number;
  readonly headers?: Record<string, string | number>;
  readonly body?: string | Buffer;
  /** How the connection misbehaves while this response is sent. */
  readonly breakage?: 'reset' | 'short' | 'stall';
}

/** One AWS service: undefined where the request is not its own. `count` names the request for the bookkeeping. */
export type StandInService = (request: StandInRequest, count: (kind: string) => void) => Answer | undefined;

type Answer = StandInResponse | Promise<StandInResponse>;

export interface ServeOptions {
  readonly services: readonly StandInService[];
  /** Milliseconds before each response. Default: 0 */
  readonly latency?: number;
  /** The time that responses are dated. Default: the time */
  readonly now?: () => number;
}

/** A listening stand-in. */
export interface StandIn {
  readonly endpoint: string;
  /** How many requests of each kind came in, for example `GetObject`. */
  readonly requests: Map<string, number>;
  latency: number;
  /** How many requests are in progress now. */
  readonly inProgress: number;
  /** The most requests that were in progress at one time since this was last set to 0. */
  mostAtOnce: number;
  close(): Promise<void>;
}

export async function serve({ services, latency = 0, now }: ServeOptions): Promise<StandIn> {
  const requests = new Map<string, number>();
  const count = (kind: string) => void requests.set(kind, (requests.get(kind) ?? 0) + 1);
  const server = http.createServer({ keepAlive: true, noDelay: true, keepAliveTimeout: 60_000 });
  let inProgress = 0;
  server.on('request', (incoming, outgoing) => {
    if (now) outgoing.setHeader('date', new Date(now()).toUTCString());
    inProgress += 1;
    standIn.mostAtOnce = Math.max(standIn.mostAtOnce, inProgress);
    outgoing.once('close', () => (inProgress -= 1));
    const answer = (bytes: Buffer) => {
      const response = respond(services, toRequest(incoming, bytes), count);
      if (response instanceof Promise) void response.then(sendLater);
      else sendLater(response);
    };
    const sendLater = (response: StandInResponse) => {
      if (standIn.latency === 0) send(outgoing, response, incoming.method === 'HEAD');
      else setTimeout(send, standIn.latency, outgoing, response, incoming.method === 'HEAD');
    };
    if (incoming.method === 'GET' || incoming.method === 'HEAD') answer(EMPTY);
    else readBody(incoming, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1024, resolve));
  const standIn: StandIn = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    latency,
    get inProgress() {
      return inProgress;
    },
    mostAtOnce: 0,
    close: () => close(server),
  };
  return standIn;
}

function respond(services: readonly StandInService[], request: StandInRequest, count: (kind: string) => void): Answer {
  for (const service of services) {
    const response = service(request, count);
    if (response) return response;
  }
  count('unknown');
  return { status: 501, body: `no stand-in answers ${request.method} ${request.rawUrl}` };
}

function toRequest(incoming: http.IncomingMessage, bytes: Buffer): StandInRequest {
  const rawUrl = incoming.url ?? '/';
  const mark = rawUrl.indexOf('?');
  const path = mark < 0 ? rawUrl : rawUrl.slice(0, mark);
  const { headers } = incoming;
  return {
    method: incoming.method ?? 'GET',
    path: path.includes('%') ? decodeURIComponent(path) : path,
    query: mark < 0 ? NO_QUERY : new URLSearchParams(rawUrl.slice(mark + 1)),
    headers,
    rawUrl,
    body: bytes.toString('utf8'),
    bytes,
    get accessKeyId() {
      return CREDENTIAL.exec(headers.authorization ?? '')?.[1];
    },
    get region() {
      return CREDENTIAL.exec(headers.authorization ?? '')?.[2];
    },
  };
}

const CREDENTIAL = /Credential=([^/]+)\/\d{8}\/([^/]+)\//;
const NO_QUERY = new URLSearchParams();

function readBody(incoming: http.IncomingMessage, done: (bytes: Buffer) => void): void {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => done(Buffer.concat(chunks)));
}

function send(outgoing: http.ServerResponse, response: StandInResponse, headOnly: boolean): void {
  const body = typeof response.body === 'string' ? Buffer.from(response.body) : (response.body ?? EMPTY);
  if (response.breakage === 'stall') return;
  outgoing.writeHead(response.status, { 'content-length': body.length, ...response.headers });
  if (headOnly) return void outgoing.end();
  if (!response.breakage) return void outgoing.end(body);
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    if (response.breakage === 'reset') outgoing.socket?.resetAndDestroy();
    else outgoing.socket?.end();
  });
}

const EMPTY = Buffer.alloc(0);

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
