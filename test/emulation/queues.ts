// SQS over HTTP, as far as the tests ask it: there is no client of it among what the tests install.
import type { Access } from './moto';

export interface Message {
  readonly Body: string;
  readonly ReceiptHandle: string;
}

/** The queues of an account, by their names. */
export class Queues {
  public constructor(
    private readonly access: Access,
    private readonly accountId: string,
  ) {}

  /** The messages that a consumer is handed, at most ten. They are visible again at once: it failed with each. */
  public async receive(name: string): Promise<Message[]> {
    const { Messages = [] } = await this.call('ReceiveMessage', name, {
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    });
    return Messages as Message[];
  }

  /** What a consumer does with a message that it is done with. */
  public async delete(name: string, { ReceiptHandle }: Message): Promise<void> {
    await this.call('DeleteMessage', name, { ReceiptHandle });
  }

  /** How many messages wait. */
  public async count(name: string): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages'];
    const { Attributes } = await this.call('GetQueueAttributes', name, { AttributeNames });
    return Number((Attributes as { ApproximateNumberOfMessages: string }).ApproximateNumberOfMessages);
  }

  /** The server looks at the key of a signature and not at the rest. */
  private async call(action: string, name: string, parameters: object): Promise<Record<string, unknown>> {
    const { endpoint, region, credentials } = this.access;
    const scope = `${credentials.accessKeyId}/20260101/${region}/sqs/aws4_request`;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${action}`,
      },
      body: JSON.stringify({ QueueUrl: `${endpoint}/${this.accountId}/${name}`, ...parameters }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${action} ${name}: ${text.slice(0, 500)}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }
}
