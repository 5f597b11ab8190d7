import { connectToAws, type OrganizationClient, type TrailClient } from '../../../lambda/aws';
import { Limiter, REQUESTS_AT_ONCE, type Store } from '../../../lambda/core';
import { FolderStore, PublicKeyFile, SignatureFile } from '../../../lambda/folder';
import { CannotRun } from '../../shared/failure';
import { readTextFile } from '../../shared/text-file';
import type { Options } from '../options';
import { awsSettings } from './aws-settings';

/** Where a run reads from. */
export interface RunClients {
  readonly store: Store;
  readonly limiter: Limiter;
  /** What CloudTrail says of the trail; left out for a folder. */
  readonly trailClient?: TrailClient;
  /** What AWS Organizations says; left out for a folder. */
  readonly organizationClient?: OrganizationClient;
  /** The ARN of who asks AWS; left out for a folder. */
  caller?(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens the store to a folder, if one is given, and else to AWS. */
export async function openClients(options: Options): Promise<RunClients> {
  const publicKeys = options.publicKeys === undefined ? undefined : await parsed(options.publicKeys, PublicKeyFile);
  if (options.directory !== undefined && publicKeys !== undefined) return openFolder(options, publicKeys);
  const aws = await openAws(options);
  return publicKeys === undefined ? aws : { ...aws, store: publicKeys.behind(aws.store) };
}

/** Opens the store to AWS. Calls that no bucket and no digest decides go to the home Region of the trail. */
async function openAws({ trail, concurrency = REQUESTS_AT_ONCE, access }: Options): Promise<RunClients> {
  const settings = await awsSettings(access);
  const aws = connectToAws({ ...settings, region: trail.homeRegion, requestsAtOnce: concurrency });
  const limiter = new Limiter(concurrency);
  const { trailClient, organizationClient } = aws;
  const close = () => aws.close();
  return { store: aws.store(limiter), limiter, trailClient, organizationClient, caller: () => aws.caller(), close };
}

async function openFolder(options: Options, publicKeys: PublicKeyFile): Promise<RunClients> {
  const { directory: folder = '', bucket = '', concurrency = REQUESTS_AT_ONCE } = options;
  const signatures = options.signatures === undefined ? undefined : await parsed(options.signatures, SignatureFile);
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
