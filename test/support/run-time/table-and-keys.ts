import { KMSClient } from '@aws-sdk/client-kms';
import { serve } from '../stand-ins';
import { kmsStandIn } from './kms';
import { serveTable, type TableStandIn } from './table';

/** What stores of authenticated items need: a table, and KMS. */
export interface TableAndKeys {
  readonly table: TableStandIn;
  readonly kms: ReturnType<typeof kmsStandIn>;
  readonly kmsClient: KMSClient;
  close(): Promise<void>;
}

export async function serveTableAndKeys(): Promise<TableAndKeys> {
  const kms = kmsStandIn();
  const [table, keys] = await Promise.all([serveTable(), serve({ services: [kms.service] })]);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const kmsClient = new KMSClient({ endpoint: keys.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const close = async () => {
    kmsClient.destroy();
    await Promise.all([table.close(), keys.close()]);
  };
  return { table, kms, kmsClient, close };
}
