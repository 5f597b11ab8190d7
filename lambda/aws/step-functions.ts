import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

/** The executions of the state machine, over which big runs are verified by many functions. */
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
