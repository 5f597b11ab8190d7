import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Clients } from './clients';

const PATIENCE_MS = 5_000;

/** The ARN of the identity that is signed in; undefined where STS does not give it. */
export async function callerArn(clients: Clients): Promise<string | undefined> {
  try {
    const abortSignal = AbortSignal.timeout(PATIENCE_MS);
    return (await clients.client(STSClient).send(new GetCallerIdentityCommand({}), { abortSignal })).Arn;
  } catch {
    return undefined;
  }
}
