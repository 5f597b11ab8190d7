import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Clients, type AwsOptions } from '../clients';

/** What a person reads and writes of the evidence: reports, and acknowledgements that are never written over. */
export class AcknowledgementBucket {
  private readonly clients: Clients;

  public constructor(
    options: AwsOptions,
    private readonly bucket: string,
  ) {
    this.clients = new Clients(options);
  }

  /** The last object below a prefix and after a key that is chosen; undefined if there is none. */
  public async last(
    prefix: string,
    after: string,
    isChosen: (key: string) => boolean,
  ): Promise<{ readonly key: string; readonly text: string } | undefined> {
    const client = this.clients.s3();
    const key = await this.lastKey(client, prefix, after, isChosen);
    if (key === undefined) return undefined;
    return { key, text: (await this.read(key)).toString('utf8') };
  }

  public async read(key: string): Promise<Buffer> {
    const { Body } = await this.clients.s3().send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  public async putNew(key: string, text: string): Promise<void> {
    const input = { Bucket: this.bucket, Key: key, Body: text, ContentType: 'application/json' };
    const command = new PutObjectCommand({ ...input, IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' });
    await this.clients.s3().send(command);
  }

  /** The ARN of who is signed in. */
  public async caller(): Promise<string> {
    const { Arn = '' } = await this.clients.client(STSClient).send(new GetCallerIdentityCommand({}));
    return Arn;
  }

  public close(): Promise<void> {
    return this.clients.close();
  }

  private async lastKey(
    client: S3Client,
    prefix: string,
    after: string,
    isChosen: (key: string) => boolean,
  ): Promise<string | undefined> {
    let last: string | undefined;
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, StartAfter: after, ContinuationToken: token }),
      );
      const keys = (page.Contents ?? []).map(({ Key = '' }) => Key).filter(isChosen);
      last = keys.pop() ?? last;
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return last;
  }
}
