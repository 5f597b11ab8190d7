// AWS as the Python package moto plays it, in a process of its own. It ignores conditions of policies, and says of most
// values only that they were accepted.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import * as path from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

const SERVER = path.join(__dirname, 'serve.py');

/** What a client of an account is made with. */
export interface Access {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

export class Moto {
  private constructor(
    private readonly process: ChildProcess,
    public readonly endpoint: string,
  ) {}

  public static async start(): Promise<Moto> {
    const port = await freePort();
    const endpoint = `http://localhost:${port}`;
    const moto = new Moto(spawn('python3', [SERVER, String(port)], { stdio: 'ignore' }), endpoint);
    while (
      !(await fetch(`${endpoint}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      if (moto.process.exitCode !== null) throw new Error('moto has ended');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return moto;
  }

  public async stop(): Promise<void> {
    this.process.kill();
    if (this.process.exitCode === null) await once(this.process, 'exit');
  }

  /** Signs in to an account. */
  public async accessTo(accountId: string, region: string): Promise<Access> {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'test' };
    const sts = new STSClient({ endpoint: this.endpoint, region, credentials });
    const RoleArn = `arn:aws:iam::${accountId}:role/administrator`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'deployment' }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return {
      endpoint: this.endpoint,
      region,
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    };
  }

  /** The status of a stack; empty where there is none. */
  public async stackStatus(access: Access, name: string): Promise<string> {
    const isAbsent = (error: Error) => error.message.includes('does not exist');
    const described = await this.call(access, { Action: 'DescribeStacks', StackName: name }).catch((error: Error) => {
      if (isAbsent(error)) return '';
      throw error;
    });
    return /<StackStatus>(?<status>\w+)</.exec(described)?.groups?.status ?? '';
  }

  /** What "aws cloudformation update-termination-protection --no-enable-termination-protection" does. */
  public async liftProtection(access: Access, StackName: string): Promise<void> {
    await this.call(access, { Action: 'UpdateTerminationProtection', StackName, EnableTerminationProtection: 'false' });
  }

  /** Calls CloudFormation. The server looks at the key of a signature and not at the rest. */
  private async call({ region, credentials }: Access, action: Readonly<Record<string, string>>): Promise<string> {
    const scope = `${credentials.accessKeyId}/20260101/${region}/cloudformation/aws4_request`;
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
      body: new URLSearchParams({ Version: '2010-05-15', ...action }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${action.Action} ${action.StackName ?? ''}: ${text.slice(0, 500)}`);
    return text;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
