import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { Clients, type AwsOptions } from './clients';
import type { CredentialProvider } from './credentials';
import { TrailFacts } from './trail';

/** What Organizations tells to a role of the management account, or of a delegated administrator's. */
export function factsByRole(options: AwsOptions, roleArn: string): TrailFacts {
  return new TrailFacts(new Clients({ ...options, credentials: assume(new Clients(options), roleArn) }));
}

function assume(clients: Clients, roleArn: string): CredentialProvider {
  return async () => {
    const { Credentials } = await clients
      .sts()
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
