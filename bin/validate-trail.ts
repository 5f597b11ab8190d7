import { setFlagsFromString } from 'node:v8';
import { main } from './validate-trail/main';

// By itself V8 lets the heap grow to four times what is in use before it collects: memory that others could use.
setFlagsFromString('--heap-growing-percent=100');

// What the SDK says of the version of Node would stand among the lines of the report.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort());
}
// Node's own status for an uncaught error is 1, which says here that tampering is verified.
process.on('uncaughtException', (error) => {
  process.stderr.write(`validate-trail: stopped by a fault of its own: ${error.message}\n`, () => process.exit(3));
});

void main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  now: Date.now,
  interrupted: interrupted.signal,
}).then((status) => process.exit(status));
