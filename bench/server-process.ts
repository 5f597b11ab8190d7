import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { CorpusSpec } from './served-corpus';

export interface ServerRequest {
  readonly serve?: CorpusSpec;
  /** Where the keys of all objects are written, one a line. */
  readonly keysFile?: string;
  readonly latency?: number;
  /** Starts the count of requests again. */
  readonly forget?: boolean;
}

export interface ServerReply {
  readonly endpoint: string;
  readonly objects: number;
  readonly requests: Readonly<Record<string, number>>;
}

/** The stand-ins in a child process, so that they do not share a thread with what is measured. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    public readonly endpoint: string,
    public readonly objects: number,
  ) {}

  public static async start(serve: CorpusSpec, keysFile: string): Promise<ServerProcess> {
    const child = fork(path.join(__dirname, 'server.ts'), {
      execArgv: ['--import', 'tsx', '--max-old-space-size=16384'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const { endpoint, objects } = await ask(child, { serve, keysFile });
    return new ServerProcess(child, endpoint, objects);
  }

  public async setLatency(latency: number): Promise<void> {
    await ask(this.child, { latency });
  }

  /** How many requests of each kind came in since this was last asked. */
  public async takeRequests(): Promise<ServerReply['requests']> {
    return (await ask(this.child, { forget: true })).requests;
  }

  public async stop(): Promise<void> {
    this.child.disconnect();
    await once(this.child, 'exit');
  }
}

async function ask(child: ChildProcess, request: ServerRequest): Promise<ServerReply> {
  const reply = Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the server has stopped'))),
  ]);
  child.send(request);
  return (await reply)[0] as ServerReply;
}
