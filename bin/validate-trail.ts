#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runAsProcess } from './shared/process';
import { VALIDATE_TRAIL } from './validate-trail/program';

// By itself V8 lets the heap grow to four times what is in use before it collects: memory that others could use.
setFlagsFromString('--heap-growing-percent=100');

/** Beside this file; what npm puts into the path is a link to it. */
const workerFile = path.join(path.dirname(realpathSync(process.argv[1])), 'worker.mjs');

runAsProcess(VALIDATE_TRAIL, pathToFileURL(workerFile));

// Without an export, the bundler takes the file for CommonJS, and keeps all of every library.
export {};
