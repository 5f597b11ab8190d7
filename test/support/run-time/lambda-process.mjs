// Runs handlers of bundled functions as Lambda does: in a process of their own, which stays warm between invocations.
// The parent sets the clock for each of them. It starts when the handler first reads it, however busy this machine is.
const RealDate = Date;
let begin = RealDate.now();
let ahead;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [now()] : parts));
  }

  static now() {
    return now();
  }
};

function now() {
  const real = RealDate.now();
  ahead ??= begin - real;
  return real + ahead;
}

// Tests that let many services fail for many runs wait for no real second: retries wait a share of what they would. Those
// hand over the function that resolves a promise. Other timers are limits of requests, which a busy machine needs.
const SHARE_OF_WAITS = Number(process.env.SHARE_OF_WAITS ?? 1);
const { setTimeout: wait } = globalThis;
globalThis.setTimeout = (callback, milliseconds = 0, ...parameters) =>
  wait(callback, isResolve(callback) ? milliseconds * SHARE_OF_WAITS : milliseconds, ...parameters);

function isResolve(callback) {
  return Function.prototype.toString.call(callback).includes('[native code]');
}

const lines = [];
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (text) => {
    lines.push(...String(text).trimEnd().split('\n'));
    return true;
  };
}

const modules = new Map();

process.on('message', async ({ id, asset, handler, event, now: time, remaining, functionArn }) => {
  try {
    if (!modules.has(asset)) modules.set(asset, await import(asset));
    const stop = RealDate.now() + remaining;
    const context = {
      awsRequestId: `${String(id).padStart(8, '0')}-0000-4000-8000-000000000000`,
      functionName: functionArn.split(':').pop(),
      functionVersion: '$LATEST',
      memoryLimitInMB: '1769',
      invokedFunctionArn: functionArn,
      getRemainingTimeInMillis: () => Math.max(0, stop - RealDate.now()),
    };
    [begin, ahead] = [time, undefined];
    // Lambda hands over and takes back JSON.
    const result = await modules.get(asset)[handler](JSON.parse(JSON.stringify(event)), context);
    process.send({ id, result: JSON.stringify(result), lines: lines.splice(0), peak: process.resourceUsage().maxRSS });
  } catch (error) {
    process.send({
      id,
      error: { name: error.name, message: error.message, stack: error.stack },
      lines: lines.splice(0),
    });
  }
});
