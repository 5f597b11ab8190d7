import { Limiter, REQUESTS_AT_ONCE } from '../../../lambda/core';
import { FolderStore, PublicKeyFile, SignatureFile } from '../../../lambda/folder';
import { CannotRun } from '../../shared/failure';
import { readTextFile } from '../../shared/text-file';
import type { Options } from '../options';
import type { RunClients } from './run-clients';

/** Opens the store to a folder, if one is given, and else to AWS. */
export async function openClients(options: Options): Promise<RunClients> {
  const publicKeys = options.publicKeys === undefined ? undefined : await parsed(options.publicKeys, PublicKeyFile);
  if (options.directory !== undefined && publicKeys !== undefined) return openFolder(options, publicKeys);
  // Of no use to who reads a folder.
  const { openAws } = await import('./aws-clients');
  const aws = await openAws(options);
  const store = publicKeys === undefined ? aws.store : publicKeys.behind(aws.store);
  const { copyOf } = options;
  const signatures = copyOf === undefined ? undefined : await signaturesOf(options);
  return { ...aws, store: copyOf === undefined || !signatures ? store : signatures.behind(store, copyOf) };
}

async function signaturesOf({ signatures }: Options): Promise<SignatureFile | undefined> {
  return signatures === undefined ? undefined : parsed(signatures, SignatureFile);
}

async function openFolder(options: Options, publicKeys: PublicKeyFile): Promise<RunClients> {
  const { directory: folder = '', bucket = '', concurrency = REQUESTS_AT_ONCE } = options;
  const signatures = await signaturesOf(options);
  try {
    const store = await FolderStore.open({ folder, bucket, publicKeys, ...(signatures && { signatures }) });
    return { store, limiter: new Limiter(concurrency), close: async () => undefined };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CannotRun(`${folder} cannot be read (${code ?? message})`, 'name the folder that "aws s3 sync" wrote');
  }
}

async function parsed<File>(file: string, { parse }: { parse(text: string, name: string): File }): Promise<File> {
  const text = await readTextFile(file);
  try {
    return parse(text, file);
  } catch (error) {
    throw new CannotRun((error as Error).message, 'see the manual for how to make this file');
  }
}
