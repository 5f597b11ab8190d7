import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Clients } from '../../../../lambda/aws/clients';
import type { CredentialProvider } from '../../../../lambda/aws/credentials';
import { toAwsError } from '../../../../lambda/aws/errors';
import { CallFailure } from './failure';

/** By whose credentials each account is asked. */
export interface CredentialOptions {
  /** For accounts that have no profile of their own; undefined for what the SDK finds by itself. */
  readonly profile?: string;
  readonly profiles: ReadonlyMap<string, string>;
  /** The roles that are assumed, by account. */
  readonly roles: ReadonlyMap<string, string>;
  /** Asks for the code of an MFA device. */
  readonly mfaCode?: (serial: string) => Promise<string>;
}

const SESSION_NAME = 'cdk-organization-trail-verify';
/** The most milliseconds without a byte from AWS. */
const TIMEOUT = 20_000;
const DENY_EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
});

/** The SDK's clients of each account, made once it is verified that their credentials are that account's. */
export class Accounts {
  private readonly made = new Map<string, Promise<Clients>>();

  public constructor(
    private readonly options: CredentialOptions,
    /** Where STS is asked. */
    private readonly region: string,
  ) {}

  public clientsOf(accountId: string): Promise<Clients> {
    const made = this.made.get(accountId) ?? this.open(accountId, this.providerOf(accountId));
    this.made.set(accountId, made);
    return made;
  }

  public assumesRoleIn(accountId: string): boolean {
    return this.options.roles.has(accountId);
  }

  /** The clients of a session whose policy denies everything, so that AWS denies every call, whatever the role may do. */
  public deniedClientsOf(accountId: string): Promise<Clients> {
    const name = `${accountId} denied`;
    const roleArn = this.options.roles.get(accountId) ?? '';
    const made = this.made.get(name) ?? this.open(accountId, this.assume(roleArn, DENY_EVERYTHING));
    this.made.set(name, made);
    return made;
  }

  public async close(): Promise<void> {
    const settled = await Promise.allSettled(this.made.values());
    await Promise.all(settled.map((clients) => (clients.status === 'fulfilled' ? clients.value.close() : undefined)));
  }

  private async open(accountId: string, credentials: CredentialProvider): Promise<Clients> {
    const clients = this.clients(credentials);
    try {
      const { Account = '' } = await clients.client(STSClient).send(new GetCallerIdentityCommand({}));
      if (Account === accountId) return clients;
      throw new CallFailure('no-credentials', `the credentials are those of account ${Account}`, nameThem(accountId));
    } catch (error) {
      await clients.close();
      if (error instanceof CallFailure) throw error;
      const { code, message } = toAwsError(error);
      throw new CallFailure('no-credentials', `no credentials: ${code}: ${message}`, nameThem(accountId));
    }
  }

  private providerOf(accountId: string): CredentialProvider {
    const roleArn = this.options.roles.get(accountId);
    return roleArn === undefined ? this.profile(this.options.profiles.get(accountId)) : this.assume(roleArn);
  }

  private profile(profile = this.options.profile): CredentialProvider {
    const { mfaCode: mfaCodeProvider } = this.options;
    const clientConfig = { region: this.region };
    return defaultProvider({ clientConfig, ...(profile && { profile }), ...(mfaCodeProvider && { mfaCodeProvider }) });
  }

  private assume(roleArn: string, sessionPolicy?: string): CredentialProvider {
    return async () => {
      const clients = this.clients(this.profile());
      try {
        const input = { RoleArn: roleArn, RoleSessionName: SESSION_NAME, Policy: sessionPolicy };
        const { Credentials } = await clients.client(STSClient).send(new AssumeRoleCommand(input));
        const { AccessKeyId = '', SecretAccessKey = '', SessionToken, Expiration } = Credentials ?? {};
        const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
        return { ...keys, sessionToken: SessionToken, expiration: Expiration };
      } finally {
        await clients.close();
      }
    };
  }

  private clients(credentials: CredentialProvider): Clients {
    const maxAttempts = Number(process.env.AWS_MAX_ATTEMPTS) || 5;
    return new Clients({ region: this.region, credentials, timeout: TIMEOUT, maxAttempts, retryMode: 'standard' });
  }
}

function nameThem(accountId: string): string {
  return `name credentials of that account: --profile ${accountId}=NAME or --role arn:aws:iam::${accountId}:role/NAME`;
}
