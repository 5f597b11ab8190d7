import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

export type SendMessage = (subject: string, body: string) => Promise<void>;

/** Publishes to one topic. */
export function openTopic(region: string, topicArn: string): SendMessage {
  const client = new SNSClient({ region });
  return (subject, body) => sendMessage(client, topicArn, subject, body);
}

export async function sendMessage(
  client: SNSClient,
  TopicArn: string,
  Subject: string,
  Message: string,
): Promise<void> {
  await client.send(new PublishCommand({ TopicArn, Subject, Message }));
}
