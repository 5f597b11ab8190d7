import { createHash } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { Mac } from './kms';
import { AuthenticatedBucket } from './s3/authenticated-bucket';
import { importFindings } from './security-hub';

/** Where a result goes. Each throws what its service says. */
export interface Channels {
  readonly evidence: AuthenticatedBucket;
  sendMessage(topicArn: string, subject: string, body: string): Promise<void>;
  putEvent(source: string, detailType: string, detail: object, bus: string | undefined): Promise<void>;
  /** False where Security Hub is not on in this account. */
  importFindings(findings: readonly AwsSecurityFinding[]): Promise<boolean>;
  /** Adds an object to the evidence. One that is there already stays, and is no error. */
  putNew(key: string, content: object): Promise<void>;
}

export function openChannels(region: string, evidenceBucket: string, memoryKey: string): Channels {
  const options = { region };
  const [events, topics, hub, objects] = [
    new EventBridgeClient(options),
    new SNSClient(options),
    new SecurityHubClient(options),
    new S3Client(options),
  ];
  return {
    evidence: new AuthenticatedBucket(objects, new Mac(new KMSClient(options), memoryKey), evidenceBucket),
    sendMessage: async (TopicArn, Subject, Message) => {
      await topics.send(new PublishCommand({ TopicArn, Subject, Message }));
    },
    putEvent: async (Source, DetailType, detail, EventBusName) => {
      const entry = { Source, DetailType, Detail: JSON.stringify(detail), EventBusName };
      const { FailedEntryCount = 0, Entries = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
      if (FailedEntryCount > 0) throw new Error(`EventBridge refused the event: ${Entries[0]?.ErrorMessage}`);
    },
    importFindings: (findings) => importFindings(hub, findings),
    putNew: (key, content) => putNew(objects, evidenceBucket, key, content),
  };
}

async function putNew(client: S3Client, Bucket: string, Key: string, content: object): Promise<void> {
  const Body = Buffer.from(JSON.stringify(content));
  const ChecksumSHA256 = createHash('sha256').update(Body).digest('base64');
  const input = { Bucket, Key, Body, ChecksumSHA256, IfNoneMatch: '*', ContentType: 'application/json' };
  try {
    await client.send(new PutObjectCommand(input));
  } catch (error) {
    if ((error as Error).name !== 'PreconditionFailed') throw error;
  }
}
