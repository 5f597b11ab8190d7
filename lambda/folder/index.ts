export { FolderStore, type FolderStoreOptions } from './store';
export { PublicKeyFile } from './public-key-file';
export { type SavedSignature, SignatureFile, signatureLine } from './signature-file';
