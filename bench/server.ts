// Serves a corpus in a process of its own, and does what the benchmark asks for by messages.
import { writeFileSync } from 'node:fs';
import type { ServerReply, ServerRequest } from './server-process';
import { type ServedCorpus, serveSpec } from './served-corpus';

let served: ServedCorpus | undefined;

process.on('message', (request: ServerRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());

async function answer(request: ServerRequest): Promise<ServerReply> {
  if (request.serve) {
    served = await serveSpec(request.serve);
    writeFileSync(request.keysFile ?? '', served.bucket.keys.join('\n'));
  }
  if (!served) throw new Error('nothing is served');
  const { standIn, bucket } = served;
  if (request.latency !== undefined) standIn.latency = request.latency;
  const requests = Object.fromEntries(standIn.requests);
  if (request.forget) standIn.requests.clear();
  return { endpoint: standIn.endpoint, objects: bucket.keys.length, requests };
}
