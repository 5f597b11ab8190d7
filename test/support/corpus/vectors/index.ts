import { CHAIN_VECTORS } from './chains';
import { COPY_VECTORS } from './copies';
import { DIGEST_VECTORS } from './digests';
import { END_VECTORS } from './ends';
import { LOG_FILE_VECTORS } from './log-files';
import { MOVE_VECTORS } from './moves';
import { RESTART_VECTORS } from './restarts';
import { SIGNATURE_VECTORS } from './signatures';
import { UNVALIDATED_TRAIL_VECTORS } from './unvalidated-trails';
import type { Vector } from './vector';

export { corpusOf, digestOf, logFileOf, recordEvent, requestOf, resign, resignText, type Vector } from './vector';

/** Every mutation by its name. */
export const VECTORS: readonly Vector[] = [
  ...SIGNATURE_VECTORS,
  ...DIGEST_VECTORS,
  ...LOG_FILE_VECTORS,
  ...COPY_VECTORS,
  ...UNVALIDATED_TRAIL_VECTORS,
  ...CHAIN_VECTORS,
  ...RESTART_VECTORS,
  ...MOVE_VECTORS,
  ...END_VECTORS,
];
