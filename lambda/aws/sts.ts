import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Clients, type AwsOptions } from './clients';
import type { CredentialProvider } from './credentials';

/** The clients of a role, which they assume. */
export function clientsByRole(options: AwsOptions, roleArn: string): Clients {
  return new Clients({ ...options, credentials: assume(new Clients(options), roleArn) });
}

function assume(clients: Clients, roleArn: string): CredentialProvider {
  return async () => {
    const { Credentials } = await clients
      .client(STSClient)
      .send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'digest-validator' }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken, Expiration } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  };
}
