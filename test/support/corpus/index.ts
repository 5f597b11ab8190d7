export { Corpus, documentBytes, type CorpusObject, type CorpusOptions } from './bucket';
export { signDocument, type ChainCorpus, type Restart } from './chain-corpus';
export { MemoryStore, type MemoryObject } from './memory-store';
export { accountsPrefix, digestKey, HOUR, isoTime, logFileKey } from './names';
export { sha256, signerOf, type Signer } from './signing';
