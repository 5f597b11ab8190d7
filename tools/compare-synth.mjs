// Times `cdk synth` of the app beside that of a bare app with one L2 Trail, in turn, both without validation, and prints
// the ratio of the medians. Fails above 1.5.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = 5;
const MOST = 1.5;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'synth-'));

const bare = path.join(root, 'tools', `bare-${process.pid}.ts`);
writeFileSync(
  bare,
  `import { App, Stack } from 'aws-cdk-lib';
import { Trail } from 'aws-cdk-lib/aws-cloudtrail';
new Trail(new Stack(new App(), 'Bare', { env: { account: '111111111111', region: 'us-east-1' } }), 'Trail');
`,
);

/** What each gets beside the common options. The app builds its bundles first, as cdk.json says; the other has none. */
const apps = {
  'the app': [],
  'one L2 Trail': ['--app', `node -r tsx/cjs ${path.relative(root, bare)}`, '--build', 'true'],
};
const seconds = Object.fromEntries(Object.keys(apps).map((name) => [name, []]));

try {
  for (let run = 0; run <= RUNS; run += 1) {
    for (const [name, options] of Object.entries(apps)) {
      const took = synth(options, path.join(folder, name));
      if (run > 0) seconds[name].push(took); // the first fills the caches
    }
  }
} finally {
  rmSync(folder, { recursive: true });
  rmSync(bare);
}

const medians = Object.entries(seconds).map(([name, list]) => {
  const sorted = list.toSorted((a, b) => a - b);
  console.log(
    `${name.padEnd(14)} median ${sorted[RUNS >> 1].toFixed(2)} s of ${sorted.map((s) => s.toFixed(2)).join(', ')}`,
  );
  return sorted[RUNS >> 1];
});
const ratio = medians[0] / medians[1];
console.log(`ratio ${ratio.toFixed(2)}, at most ${MOST}`);
process.exit(ratio <= MOST ? 0 : 1);

function synth(options, out) {
  const started = process.hrtime.bigint();
  execFileSync(
    path.join(root, 'node_modules/.bin/cdk'),
    ['synth', '--quiet', '--no-validation', '--output', out, ...options],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_NO_WARNINGS: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' },
    },
  );
  return Number(process.hrtime.bigint() - started) / 1e9;
}
