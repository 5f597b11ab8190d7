import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import { putEvent } from './eventbridge';
import { Mac } from './kms';
import { AuthenticatedBucket } from './s3/authenticated-bucket';
import { putNewObject } from './s3/put-new-object';
import { importFindings, type SecurityHubFinding } from './security-hub';
import { sendMessage } from './sns';

/** Where a result is published. Each throws what its service says. */
export interface Channels {
  readonly evidence: AuthenticatedBucket;
  sendMessage(topicArn: string, subject: string, body: string): Promise<void>;
  putEvent(source: string, detailType: string, detail: object): Promise<void>;
  /** False where Security Hub is not enabled in this account. */
  importFindings(findings: readonly SecurityHubFinding[]): Promise<boolean>;
  /** Adds an object to the evidence, unless it is there. */
  putNew(key: string, text: string): Promise<void>;
}

export function openChannels(region: string, evidenceBucket: string, checkpointKey: string): Channels {
  const options = { region };
  const [events, topics, hub, objects] = [
    new EventBridgeClient(options),
    new SNSClient(options),
    new SecurityHubClient(options),
    new S3Client(options),
  ];
  return {
    evidence: new AuthenticatedBucket(objects, new Mac(new KMSClient(options), checkpointKey), evidenceBucket),
    sendMessage: (topicArn, subject, body) => sendMessage(topics, topicArn, subject, body),
    putEvent: (source, detailType, detail) => putEvent(events, source, detailType, detail),
    importFindings: (findings) => importFindings(hub, findings),
    putNew: (key, text) => putNewObject(objects, evidenceBucket, key, text),
  };
}
