import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { DeployedPlace } from '../../../lib/shared/deployed-form';
import { sendMessage } from '../sns';
import { readPlace, type FoundPlace } from './found-place';

/** Everything of AWS that the reader of the other account uses. */
export interface ChannelAws {
  /** What there is in an account and Region, by the rights of a role of that account. Throws what AWS says. */
  read(roleArn: string, expected: DeployedPlace): Promise<FoundPlace>;
  /** What was kept of the reading before. */
  keptText(): Promise<string>;
  keep(text: string): Promise<void>;
  sendMessage(subject: string, body: string): Promise<void>;
}

/** The quotas of these calls are a few in a second, and others make them too. */
const MAX_ATTEMPTS = 8;

export function openChannelAws(region: string, parameterName: string, topicArn: string): ChannelAws {
  const options = { region, maxAttempts: MAX_ATTEMPTS };
  const [sts, parameters, topics] = [new STSClient(options), new SSMClient(options), new SNSClient(options)];
  return {
    read: async (roleArn, expected) => {
      const credentials = await assume(sts, roleArn);
      const there = { ...options, region: expected.region, credentials };
      return readPlace(
        {
          topics: new SNSClient(there),
          keys: new KMSClient(there),
          events: new EventBridgeClient(there),
          alarms: new CloudWatchClient(there),
        },
        expected,
      );
    },
    keptText: async () => {
      const { Parameter } = await parameters.send(new GetParameterCommand({ Name: parameterName }));
      return Parameter?.Value ?? '';
    },
    keep: async (text) => {
      await parameters.send(new PutParameterCommand({ Name: parameterName, Value: text, Overwrite: true }));
    },
    sendMessage: (subject, body) => sendMessage(topics, topicArn, subject, body),
  };
}

async function assume(sts: STSClient, RoleArn: string) {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'channel-reader', DurationSeconds: 900 }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
