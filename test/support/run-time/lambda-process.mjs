// Runs handlers of bundled functions as Lambda does: in a process of their own, which stays warm between invocations.
// The parent sets the clock for each of them.
const RealDate = Date;
let ahead = 0;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + ahead] : parts));
  }

  static now() {
    return RealDate.now() + ahead;
  }
};

const lines = [];
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (text) => {
    lines.push(...String(text).trimEnd().split('\n'));
    return true;
  };
}

const modules = new Map();

process.on('message', async ({ id, asset, handler, event, now, remaining, functionArn }) => {
  ahead = now - RealDate.now();
  const stop = RealDate.now() + remaining;
  const context = {
    awsRequestId: `${String(id).padStart(8, '0')}-0000-4000-8000-000000000000`,
    functionName: functionArn.split(':').pop(),
    functionVersion: '$LATEST',
    memoryLimitInMB: '1769',
    invokedFunctionArn: functionArn,
    getRemainingTimeInMillis: () => Math.max(0, stop - RealDate.now()),
  };
  try {
    if (!modules.has(asset)) modules.set(asset, await import(asset));
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
