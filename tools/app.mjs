// What `cdk synth` runs: brings the bundles that the templates need up to date, and the app itself, and starts the app.
import { createRequire } from 'node:module';
import { bundleAll } from './bundle.mjs';

await bundleAll(({ command }) => !command);
createRequire(import.meta.url)('../node_modules/.cdk-app/index.cjs').main();
