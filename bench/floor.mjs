// The least that any validator has to do: plain GETs over 64 sockets, gunzip, SHA-256. No SDK, no signing, no checks.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

const SOCKETS = 64;
const [, , endpoint, bucket, keysFile] = process.argv;
const { hostname, port } = new URL(endpoint);
const agent = new http.Agent({ keepAlive: true, maxSockets: SOCKETS });
const keys = readFileSync(keysFile, 'utf8').split('\n');
let next = 0;

const get = (key) =>
  new Promise((resolve, reject) => {
    const request = http.get({ hostname, port, agent, path: `/${bucket}/${key}` }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks)));
      response.on('error', reject);
    });
    request.on('error', reject);
  });

async function work() {
  while (next < keys.length) {
    const body = await get(keys[next++]);
    createHash('sha256').update(gunzipSync(body)).digest('hex');
  }
}

await Promise.all(Array.from({ length: SOCKETS }, work));
process.exit(0);
