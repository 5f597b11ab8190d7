import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { connectToAws } from '../../../lambda/aws';
import { isReadFailure, Limiter } from '../../../lambda/core';
import { MemoryBucket, s3StandIn, serve } from '../../support/stand-ins';

/** A proxy that leads every host to one on this machine. */
async function serveProxy(target: string): Promise<{ url: string; close(): void }> {
  const server = http.createServer();
  server.on('connect', (_request, client) => {
    const upstream = net.connect(Number(new URL(target).port), '127.0.0.1', () =>
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n'),
    );
    upstream.pipe(client).pipe(upstream);
    for (const socket of [upstream, client]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

test('all requests go by the proxy that the environment names', async () => {
  const bucket = new MemoryBucket();
  bucket.put('key', { body: Buffer.from('body') });
  const server = await serve({ services: [s3StandIn({ buckets: { 'trail.logs': bucket } })] });
  const proxy = await serveProxy(server.endpoint);
  const before = process.env.HTTP_PROXY;
  process.env.HTTP_PROXY = proxy.url;
  const aws = connectToAws({
    region: 'us-east-1',
    // No host of this name exists, so whatever does not go by the proxy fails.
    endpoint: 'http://s3.invalid',
    credentials: () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }),
    maxAttempts: 1,
  });
  try {
    const object = await aws.store(new Limiter(1)).readObject('trail.logs', 'key', 1000);
    expect(isReadFailure(object) ? object : Buffer.from(object.body as Uint8Array).toString()).toBe('body');
  } finally {
    if (before === undefined) delete process.env.HTTP_PROXY;
    else process.env.HTTP_PROXY = before;
    await aws.close();
    await server.close();
    proxy.close();
  }
});
