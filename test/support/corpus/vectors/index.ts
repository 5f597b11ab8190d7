import { CHAIN_VECTORS } from './chains';
import { DIGEST_VECTORS } from './digests';
import { LOG_FILE_VECTORS } from './log-files';
import type { Vector } from './vector';

export { corpusOf, digestOf, logFileOf, requestOf, resign, resignText, type Vector } from './vector';

/** Every mutation by its name. */
export const VECTORS: readonly Vector[] = [...DIGEST_VECTORS, ...LOG_FILE_VECTORS, ...CHAIN_VECTORS];
