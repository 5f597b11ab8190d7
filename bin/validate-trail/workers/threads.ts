import {
  summarize,
  type Chain,
  type PublicKeyUse,
  type Report,
  type TrailResult,
  type ValidationRequest,
} from '../../../lambda/core';
import type { Shard } from '../../../lambda/records/plan';
import type { Options } from '../options';
import { JoinedChains } from './joined-chains';
import type { FromWorker, ToWorker, WorkerData } from './messages';
import { ShardOrder } from './shard-order';

/** A thread is at most so many shards for each thread ahead of the first one that is not verified. */
const AHEAD = 4;

/** A thread of Node.js, or what takes its place. */
export interface Thread {
  postMessage(message: ToWorker): void;
  on(event: 'message', listener: (message: FromWorker) => void): this;
  on(event: 'error', listener: (error: unknown) => void): this;
  on(event: 'exit', listener: () => void): this;
  terminate(): Promise<unknown>;
}

export interface ThreadedRun {
  readonly start: (data: WorkerData) => Thread;
  readonly count: number;
  readonly options: Options;
  readonly request: ValidationRequest;
  readonly chains: readonly Chain[];
  readonly shards: readonly Shard[];
  /** Takes the keys of digests that no event reports. */
  readonly publicKeys: PublicKeyUse;
}

/** Verifies shards in threads, and gives what `validateTrail` gives: the same events in the order of the chains. */
export async function validateInThreads(run: ThreadedRun, report: Report): Promise<TrailResult> {
  const { request, chains, shards } = run;
  const joined = new JoinedChains(chains, shards, request, report);
  await new ThreadPool(run, joined, report).verifyAll();
  return summarize(joined.all, request);
}

class ThreadPool {
  private readonly order: ShardOrder;
  private readonly threads: Thread[];
  private readonly results = new Map<number, Extract<FromWorker, { type: 'verified' }>['results']>();
  private readonly progress = new Map<number, { readonly done: number; readonly total: number }>();
  private readonly idle: Thread[] = [];
  private next = 0;
  private finish!: () => void;
  private fail!: (error: unknown) => void;

  public constructor(
    private readonly run: ThreadedRun,
    joined: JoinedChains,
    private readonly report: Report,
  ) {
    this.order = new ShardOrder(
      (event) => joined.deliver(event),
      async (index) => {
        await joined.add(this.results.get(index)!);
        this.results.delete(index);
      },
    );
    this.threads = this.start();
  }

  public async verifyAll(): Promise<void> {
    const { signal } = this.run.request;
    const stop = () => this.threads.forEach((thread) => send(thread, { type: 'stop' }));
    const ended = new Promise<void>((resolve, reject) => ([this.finish, this.fail] = [resolve, reject]));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      this.threads.forEach((thread) => this.listen(thread));
      this.assign();
      await ended;
    } finally {
      signal?.removeEventListener('abort', stop);
      await Promise.all(this.threads.map((thread) => thread.terminate()));
    }
  }

  private start(): Thread[] {
    const { start, count, options, request } = this.run;
    const { limiter } = request;
    const plain = { ...request, limiter: undefined, signal: undefined };
    // All threads together have as many requests in flight as one run may have.
    const concurrency = Math.max(1, Math.floor((limiter?.limit ?? count) / count));
    const workerData: WorkerData = { options: { ...options, concurrency }, request: plain };
    const threads = Array.from({ length: count }, () => start(workerData));
    this.idle.push(...threads);
    return threads;
  }

  private listen(thread: Thread): void {
    thread
      .on('message', (message: FromWorker) => this.take(thread, message))
      .on('error', (error) => this.fail(error))
      .on('exit', () => this.fail(new Error('a thread of the validation has ended by itself')));
  }

  private take(thread: Thread, message: FromWorker): void {
    switch (message.type) {
      case 'events':
        return this.order.add(message.index, message.events, () => send(thread, { type: 'taken' }));
      case 'progress':
        return this.show(message);
      case 'verified':
        this.results.set(message.index, message.results);
        this.run.publicKeys.addAll(message.publicKeys);
        this.order.end(message.index);
        this.idle.push(thread);
        return void this.goOn();
      case 'failed':
        return this.fail(Object.assign(new Error(message.message), { stack: message.stack }));
    }
  }

  private async goOn(): Promise<void> {
    try {
      this.assign();
      await this.order.settled();
      this.assign();
      if (this.order.current === this.run.shards.length) this.finish();
    } catch (error) {
      this.fail(error);
    }
  }

  private assign(): void {
    const { shards, count } = this.run;
    while (this.next < shards.length && this.next < this.order.current + AHEAD * count) {
      const thread = this.idle.shift();
      if (thread === undefined) return;
      send(thread, { type: 'verify', shard: shards[this.next++] });
    }
  }

  private show({ index, done, total }: Extract<FromWorker, { type: 'progress' }>): void {
    this.progress.set(index, { done, total });
    const all = [...this.progress.values()];
    const sum = (of: 'done' | 'total') => all.reduce((total_, each) => total_ + each[of], 0);
    void this.report({ type: 'progress', done: sum('done'), total: sum('total') });
  }
}

function send(thread: Thread, message: ToWorker): void {
  thread.postMessage(message);
}
