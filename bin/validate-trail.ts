#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { runAsProcess } from './shared/process';
import { VALIDATE_TRAIL } from './validate-trail/program';

// By itself V8 lets the heap grow to four times what is in use before it collects: memory that others could use.
setFlagsFromString('--heap-growing-percent=100');

runAsProcess(VALIDATE_TRAIL);

// Without an export, the bundler takes the file for CommonJS, and keeps all of every library.
export {};
