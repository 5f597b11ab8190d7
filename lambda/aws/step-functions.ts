import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

/** The state machine that maps big runs over many functions. */
export class Executions {
  public constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string,
  ) {}

  /** Starts an execution and returns its ARN. */
  public async start(name: string, input: object): Promise<string> {
    const { executionArn = '' } = await this.client.send(
      new StartExecutionCommand({ stateMachineArn: this.stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return executionArn;
  }

  public async isRunning(executionArn: string): Promise<boolean> {
    const { status } = await this.client.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING';
  }
}

/** A function that is handed something and not waited for. */
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
