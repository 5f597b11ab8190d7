import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

export async function sendMessage(
  client: SNSClient,
  TopicArn: string,
  Subject: string,
  Message: string,
): Promise<void> {
  await client.send(new PublishCommand({ TopicArn, Subject, Message }));
}
