import { PublicKeyUse, validateShards, type ValidationEvent } from '../../../lambda/core';
import type { Shard } from '../../../lambda/records/plan';
import type { Options } from '../options';
import type { RunClients } from '../source/run-clients';
import type { FromWorker, ToWorker, WorkerData } from './messages';
import { Outbox } from './outbox';
import { keysOnce } from './public-keys-once';

/** The end of a thread that its shards come from. */
export interface Port {
  postMessage(message: FromWorker): void;
  on(event: 'message', listener: (message: ToWorker) => void): unknown;
}

type Clients = Pick<RunClients, 'store' | 'limiter'>;

/** Verifies the shards that come through a port, one after the other, until its thread is ended. */
export async function serveShards(
  port: Port,
  request: WorkerData['request'],
  options: Pick<Options, 'verbose'>,
  open: () => Promise<Clients>,
): Promise<void> {
  try {
    const { store, limiter } = await open();
    const server = new ShardServer(port, request, options, { store: keysOnce(store), limiter });
    port.on('message', (message) => server.take(message));
  } catch (error) {
    port.postMessage(failureOf(error));
  }
}

class ShardServer {
  private readonly stopped = new AbortController();
  private outbox: Outbox | undefined;

  public constructor(
    private readonly port: Port,
    private readonly request: WorkerData['request'],
    private readonly options: Pick<Options, 'verbose'>,
    private readonly clients: Clients,
  ) {}

  public take(message: ToWorker): void {
    switch (message.type) {
      case 'verify':
        return void this.verify(message.shard);
      case 'taken':
        return this.outbox?.taken();
      case 'stop':
        return this.stopped.abort();
    }
  }

  private async verify({ index, chains }: Shard): Promise<void> {
    const { store, limiter } = this.clients;
    const post = (message: FromWorker) => this.port.postMessage(message);
    try {
      const publicKeys = new PublicKeyUse(this.request.now);
      const isSent = (event: ValidationEvent) => {
        const isOne = isWanted(event, this.options);
        if (!isOne) publicKeys.event(event);
        return isOne;
      };
      const outbox = new Outbox(index, isSent, post);
      this.outbox = outbox;
      const request = { ...this.request, limiter, signal: this.stopped.signal };
      const results = await validateShards(store, request, chains, outbox.report);
      outbox.flush();
      post({ type: 'verified', index, results, publicKeys: publicKeys.values() });
    } catch (error) {
      post(failureOf(error));
    }
  }
}

/** What is valid is counted by the results. Nobody is shown it, unless somebody asked. */
function isWanted(event: ValidationEvent, { verbose }: Pick<Options, 'verbose'>): boolean {
  if (event.type === 'finding' || verbose) return event.type !== 'chain';
  if (event.type === 'digest') return event.isBackfill || event.status !== 'valid' || event.findings.length > 0;
  return event.type === 'log-file' && (event.status !== 'valid' || event.finding !== undefined);
}

function failureOf(error: unknown): FromWorker {
  const { message, stack } = error as Error;
  return { type: 'failed', message, stack };
}
