import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { type AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { Mac } from '../../digest-validator/aws/mac';
import { SealedBucket } from '../../digest-validator/aws/sealed-bucket';
import { importFindings } from './security-hub';

/** Where a result goes. Each throws what its service says. */
export interface Channels {
  readonly evidence: SealedBucket;
  sendMessage(topicArn: string, subject: string, body: string): Promise<void>;
  putEvent(source: string, detailType: string, detail: object, bus: string | undefined): Promise<void>;
  /** False where Security Hub is not on in this account. */
  importFindings(findings: readonly AwsSecurityFinding[]): Promise<boolean>;
}

export function openChannels(region: string, evidenceBucket: string, memoryKey: string): Channels {
  const options = { region };
  const [events, topics, hub] = [
    new EventBridgeClient(options),
    new SNSClient(options),
    new SecurityHubClient(options),
  ];
  return {
    evidence: new SealedBucket(new S3Client(options), new Mac(new KMSClient(options), memoryKey), evidenceBucket),
    sendMessage: async (TopicArn, Subject, Message) => {
      await topics.send(new PublishCommand({ TopicArn, Subject, Message }));
    },
    putEvent: async (Source, DetailType, detail, EventBusName) => {
      const entry = { Source, DetailType, Detail: JSON.stringify(detail), EventBusName };
      const { FailedEntryCount = 0, Entries = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
      if (FailedEntryCount > 0) throw new Error(`EventBridge refused the event: ${Entries[0]?.ErrorMessage}`);
    },
    importFindings: (findings) => importFindings(hub, findings),
  };
}
