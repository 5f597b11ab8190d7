// The entry point of a thread that verifies shards.
import { parentPort, workerData } from 'node:worker_threads';
import { openClients } from '../source/clients';
import type { WorkerData } from './messages';
import { serveShards } from './serve-shards';

const { options, request } = workerData as WorkerData;
void serveShards(parentPort!, request, options, () => openClients(options));

// Without an export, the bundler takes the file for CommonJS, and keeps all of every library.
export {};
