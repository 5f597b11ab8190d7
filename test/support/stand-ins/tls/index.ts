import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { makeCertificate } from './certificate';

export interface Served {
  readonly port: number;
  close(): void;
}

export interface ServedTls extends Served {
  /** In PEM: of localhost and aws.invalid, signed by itself. */
  readonly certificate: string;
}

/** Serves by TLS what is served on a port without it. */
export async function serveTls(endpoint: string): Promise<ServedTls> {
  const certificate = makeCertificate(['localhost', 'aws.invalid']);
  const server = tls.createServer({ ...certificate }, (socket) => join(socket, Number(new URL(endpoint).port)));
  server.on('tlsClientError', () => undefined);
  return { ...(await listening(server)), certificate: certificate.cert };
}

/** Listens on the loopback interface. */
export async function listening(server: net.Server): Promise<Served> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

/** Joins a connection with one to a port on this machine. */
export function join(client: Duplex, port: number, ready?: () => void): void {
  const upstream = net.connect(port, '127.0.0.1', ready);
  upstream.pipe(client).pipe(upstream);
  for (const socket of [upstream, client]) socket.on('error', () => socket.destroy());
}
