import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** A function that is invoked and not waited for. */
export class AsynchronousFunction {
  public constructor(
    private readonly client: LambdaClient,
    private readonly functionName: string,
  ) {}

  public async invoke(payload: object): Promise<void> {
    await this.client.send(
      new InvokeCommand({
        FunctionName: this.functionName,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(payload)),
      }),
    );
  }
}
