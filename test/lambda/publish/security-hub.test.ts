// What Security Hub is sent, and what becomes of it where Security Hub rejects some.
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { findingsOf } from '../../../lambda/publish/security-hub';
import { importFindings, type SecurityHubFinding } from '../../../lambda/aws/security-hub';
import type { Finding } from '../../../lambda/core';
import { FindingGroups, type FindingGroup } from '../../../lambda/records/finding-groups';
import { channelsStandIn } from '../../support/run-time/channels';
import { serve, type StandIn } from '../../support/stand-ins';

const NOW = Date.UTC(2026, 0, 10);
const TRAIL = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail';
const GAP: Finding = {
  code: 'unexplained-restart',
  severity: 'INCOMPLETE',
  accountId: '111111111111',
  region: 'us-east-1',
};
const FILLED: Finding = { ...GAP, severity: 'INVALID' };

describe('a finding', () => {
  const ID = `${TRAIL}/111111111111/us-east-1/unexplained-restart`;

  test.each<[string, FindingGroup[], FindingGroup[], unknown[]]>([
    ['of both severities is one, with the worse', groupsOf(GAP, FILLED), [], [[ID, 'ACTIVE', 'CRITICAL', '2']]],
    ['that became worse stays one', groupsOf(FILLED), groupsOf(GAP), [[ID, 'ACTIVE', 'CRITICAL', '1']]],
    ['is archived once', [], groupsOf(GAP, FILLED), [[ID, 'ARCHIVED', 'CRITICAL', '2']]],
  ])('%s', (_, open, closed, expected) => {
    const sent = findingsOf({ open, closed, passed: [] }, sender());
    const brief = sent.map(({ Id, RecordState, Severity, ProductFields }) => [
      Id,
      RecordState,
      Severity?.Label,
      ProductFields?.['cdk-organization-trail/count'],
    ]);
    expect(brief).toEqual(expected);
  });

  test('has its severity and types where a provider is to put them', () => {
    const [sent] = findingsOf({ open: groupsOf(FILLED), closed: [], passed: [] }, sender());
    expect(sent?.FindingProviderFields).toEqual({
      Severity: { Label: 'CRITICAL' },
      Types: ['TTPs/Defense Evasion/Impair Defenses'],
    });
  });
});

describe('the import', () => {
  const channels = channelsStandIn();
  const FINDINGS = Array.from({ length: 450 }, (_, index) => ({ Id: String(index) }) as SecurityHubFinding);
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
  ])('of which %s is rejected goes on, and fails at the end', async (_, failure, sent) => {
    channels.errorOf = (id) => (id === '5' ? failure : undefined);
    await expect(importFindings(hub, FINDINGS)).rejects.toThrow(/Security Hub rejected 1 times: InvalidInput/);
    expect(channels.received.findings.length).toBe(sent);
  });

  test.each<[string, () => void]>([
    ['an exception', () => void (channels.isSecurityHubOn = false)],
    ['the code of each finding', () => void (channels.errorOf = () => 'InvalidAccess')],
  ])('learns by %s that Security Hub is disabled, which is no error', async (_, switchOff) => {
    switchOff();
    expect(await importFindings(hub, FINDINGS)).toBe(false);
  });

  test('fails for what is rejected for another reason than that', async () => {
    channels.errorOf = (id) => (id === '5' ? 'InvalidInput' : 'InvalidAccess');
    await expect(importFindings(hub, FINDINGS)).rejects.toThrow('InvalidInput');
  });
});

function groupsOf(...findings: Finding[]): FindingGroup[] {
  const groups = new FindingGroups(NOW);
  findings.forEach((finding) => groups.add(finding));
  return groups.sorted();
}

function sender() {
  const place = { accountId: '222222222222', region: 'us-east-1', partition: 'aws' };
  return { ...place, trailArn: TRAIL, time: NOW, report: 's3://evidence/report.json' };
}
