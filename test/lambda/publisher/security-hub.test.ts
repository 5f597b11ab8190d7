// What becomes of the findings where Security Hub refuses some.
import { SecurityHubClient, type AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { importFindings } from '../../../lambda/digest-publisher/aws/security-hub';
import { channelsStandIn } from '../../support/run-time/channels';
import { serve, type StandIn } from '../../support/stand-ins';

describe('the import', () => {
  const channels = channelsStandIn();
  const FINDINGS = Array.from({ length: 450 }, (_, index) => ({ Id: String(index) }) as AwsSecurityFinding);
  let standIn: StandIn;
  let hub: SecurityHubClient;
  beforeAll(async () => {
    standIn = await serve({ services: channels.services });
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    hub = new SecurityHubClient({ endpoint: standIn.endpoint, region: 'us-east-1', credentials });
  });
  beforeEach(() => channels.reset());
  afterAll(async () => {
    hub.destroy();
    await standIn.close();
  });

  test('sends batches of a hundred', async () => {
    expect(await importFindings(hub, FINDINGS)).toBe(true);
    expect(channels.received.findings.length).toBe(450);
  });

  test.each([
    ['a finding', 'InvalidInput', 449],
    ['a whole batch', 'batch', 350],
  ])('of which %s is refused goes on, and fails at the end', async (_, refusal, sent) => {
    channels.refusalOf = (id) => (id === '5' ? refusal : undefined);
    await expect(importFindings(hub, FINDINGS)).rejects.toThrow(/Security Hub refused 1 times: InvalidInput/);
    expect(channels.received.findings.length).toBe(sent);
  });

  test.each<[string, () => void]>([
    ['an exception', () => void (channels.isSecurityHubOn = false)],
    ['the code of each finding', () => void (channels.refusalOf = () => 'InvalidAccess')],
  ])('learns by %s that Security Hub is off, which is no error', async (_, switchOff) => {
    switchOff();
    expect(await importFindings(hub, FINDINGS)).toBe(false);
  });

  test('fails for what is refused for another reason than that', async () => {
    channels.refusalOf = (id) => (id === '5' ? 'InvalidInput' : 'InvalidAccess');
    await expect(importFindings(hub, FINDINGS)).rejects.toThrow('InvalidInput');
  });
});
