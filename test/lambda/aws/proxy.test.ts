import { connectToAws } from '../../../lambda/aws';
import { isReadFailure, Limiter } from '../../../lambda/core';
import { MemoryBucket, s3StandIn, serve, serveProxy } from '../../support/stand-ins';

test('all requests go by the proxy that the environment names', async () => {
  const bucket = new MemoryBucket();
  bucket.put('key', { body: Buffer.from('body') });
  const server = await serve({ services: [s3StandIn({ buckets: { 'trail.logs': bucket } })] });
  const proxy = await serveProxy(Number(new URL(server.endpoint).port));
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
