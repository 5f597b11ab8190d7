// Every vector, cut into shards as the command cuts them, over 1, 2 and 5 ports: the same events and results as in one.
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import {
  PublicKeyUse,
  Limiter,
  validateTrail,
  type Store,
  type TrailResult,
  type ValidationEvent,
  type ValidationRequest,
} from '../../../lambda/core';
import type { Options } from '../../../bin/validate-trail/options';
import type { FromWorker, ToWorker, WorkerData } from '../../../bin/validate-trail/workers/messages';
import { serveShards, type Port } from '../../../bin/validate-trail/workers/serve-shards';
import { validateInThreads, type Thread } from '../../../bin/validate-trail/workers/threads';
import { estimate } from '../../../lambda/validate/sharding/estimate';
import { planShards } from '../../../lambda/validate/sharding/plan-shards';
import { MemoryStore, type Corpus } from '../../support/corpus';
import { corpusOf, requestOf, VECTORS, type Vector } from '../../support/corpus/vectors';

const options = { verbose: true } as Options;

/** A thread in this one: what it is sent and what it sends is copied, as between threads. */
function startHere(store: Store): (data: WorkerData) => Thread {
  return ({ request }) => {
    const { port1, port2 } = new MessageChannel();
    void serveShards(port2 as MessagePort & Port, request, options, async () => ({ store, limiter: new Limiter(8) }));
    const thread: Thread = {
      postMessage: (message: ToWorker) => port1.postMessage(message),
      on(event: string, listener: (message: never) => void) {
        if (event === 'message') port1.on('message', (message: FromWorker) => listener(message as never));
        return thread;
      },
      terminate: async () => port1.close(),
    };
    return thread;
  };
}

interface Outcome {
  readonly events: readonly ValidationEvent[];
  readonly result: TrailResult;
}

async function inOnePiece(store: MemoryStore, corpus: Corpus, request: ValidationRequest): Promise<Outcome> {
  const events: ValidationEvent[] = [];
  const result = await validateTrail(store, request, (event) => void events.push(event), chainsOf(corpus));
  return comparable(events, result);
}

async function divided(store: MemoryStore, corpus: Corpus, request: ValidationRequest, count: number, each: number) {
  const events: ValidationEvent[] = [];
  const chains = chainsOf(corpus);
  const estimates = await estimate(store, request, chains, undefined);
  const { shards } = planShards(estimates, request.window, each, Infinity, () => 0);
  const publicKeys = new PublicKeyUse(request.now);
  const threads = { start: startHere(store), count: Math.min(count, shards.length) };
  const run = { ...threads, options, request, chains, shards, publicKeys };
  const result = await validateInThreads(run, (event) => void events.push(event));
  return { ...comparable(events, result), shards: shards.length };
}

const chainsOf = (corpus: Corpus) => corpus.chains.map(({ account, region }) => ({ accountId: account, region }));

function comparable(events: readonly ValidationEvent[], result: TrailResult): Outcome {
  return { events: events.filter(({ type }) => type !== 'progress'), result };
}

/** What was found and what is open, whatever the order: chains are verified side by side, and shards of one after another. */
function unordered({ events, result: { verdict, counts, chains } }: Outcome) {
  const sorted = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).sort();
  return {
    ...{ verdict, counts },
    events: sorted(events.filter(({ type }) => type !== 'chain')),
    // Where the next run would go on is for a checkpoint, which the command does not have.
    chains: chains.map(({ accountId, region, shard, covered, lastListed, chainEnd, ...chain }) => ({
      ...{ accountId, region, shard, covered, lastListed, chainEnd },
      ...{ verdict: chain.verdict, counts: chain.counts },
      openItems: sorted(chain.openItems),
      pendingLogFiles: sorted(chain.pendingLogFiles),
      segments: sorted(chain.segments),
    })),
  };
}

function storeOf(corpus: Corpus, { change }: Vector): MemoryStore {
  const store = MemoryStore.of(corpus);
  change?.(store, corpus);
  return store;
}

/** CloudTrail would have to give a key for the hours of one shard, and not give it for those of another. */
const OTHERWISE_IN_SHARDS = ['public-key-found-only-around-the-digest'];

const vectors = VECTORS.filter(({ isSlow }) => isSlow !== true);

test.each(vectors)('the same with 1, 2 and 5 threads: $name', async (vector) => {
  const corpus = corpusOf(vector);
  const request = requestOf(vector, corpus);
  const expected = await divided(storeOf(corpus, vector), corpus, request, 1, 4);
  for (const count of [2, 5]) {
    expect(await divided(storeOf(corpus, vector), corpus, request, count, 4)).toEqual(expected);
  }
});

test.each(vectors.filter(({ name }) => !OTHERWISE_IN_SHARDS.includes(name)))(
  'the same in one piece: $name',
  async (vector) => {
    const corpus = corpusOf(vector);
    const request = requestOf(vector, corpus);
    const whole = await inOnePiece(storeOf(corpus, vector), corpus, request);
    expect(unordered(await divided(storeOf(corpus, vector), corpus, request, 2, 4))).toEqual(unordered(whole));
  },
);
