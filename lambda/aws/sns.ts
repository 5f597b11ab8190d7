import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

export type SendMessage = (topicArn: string, subject: string, body: string) => Promise<void>;

/** Publishes to the topics of a Region. */
export function openTopics(region: string): SendMessage {
  const client = new SNSClient({ region });
  return (topicArn, subject, body) => sendMessage(client, topicArn, subject, body);
}

export async function sendMessage(
  client: SNSClient,
  TopicArn: string,
  Subject: string,
  Message: string,
): Promise<void> {
  await client.send(new PublishCommand({ TopicArn, Subject, Message }));
}
