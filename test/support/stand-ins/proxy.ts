import http from 'node:http';
import { join, listening, type Served } from './tls';

/** A proxy that leads every host to one port on this machine. */
export interface ProxyStandIn extends Served {
  readonly url: string;
  /** What was asked for, each connection: the host with its port, and the credentials in clear. */
  readonly tunnels: readonly { readonly to: string; readonly credentials?: string }[];
}

export async function serveProxy(port: number): Promise<ProxyStandIn> {
  const tunnels: { to: string; credentials?: string }[] = [];
  const server = http.createServer();
  server.on('connect', (request, client) => {
    const [, encoded] = /^Basic (.*)$/.exec(request.headers['proxy-authorization'] ?? '') ?? [];
    const credentials = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
    tunnels.push({ to: request.url ?? '', ...(credentials !== undefined && { credentials }) });
    join(client, port, () => client.write('HTTP/1.1 200 Connection Established\r\n\r\n'));
  });
  const served = await listening(server);
  return { ...served, url: `http://127.0.0.1:${served.port}`, tunnels };
}
