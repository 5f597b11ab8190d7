import { setFlagsFromString } from 'node:v8';
import { runAsProcess } from './shared/process';
import { VALIDATE_TRAIL } from './validate-trail/program';

// By itself V8 lets the heap grow to four times what is in use before it collects: memory that others could use.
setFlagsFromString('--heap-growing-percent=100');

runAsProcess(VALIDATE_TRAIL);
