import { findingsOf } from '../../../lambda/publish/security-hub';
import { changesOf as compare } from '../../../lambda/publish/changes/compare';
import { messageOf } from '../../../lambda/publish/message/compose';
import type { ReportedFindings } from '../../../lambda/publish/changes/notified';
import { watchEvidence } from '../../../lambda/watch/evidence-age';
import { escapeText, unescapeText } from '../../../lambda/core/format/escape';
import type { Finding } from '../../../lambda/core';
import { FindingGroups } from '../../../lambda/records/finding-groups';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 10);
const TRAIL = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail';
const PLACE = { bucket: 'evidence', key: 'report.json', sha256: 'ab'.repeat(32) };
const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
const EVIL = "AWSLogs/x\u001b[31m'; rm -rf\n<b>\u202e.json.gz";
const MISSING: Finding = {
  ...{ code: 'log-file-missing', severity: 'INVALID', ...CHAIN, bucket: 'logs', key: EVIL },
  firstSeen: NOW,
};
const PENDING: Finding = { code: 'digest-pending', severity: 'INCOMPLETE', ...CHAIN, bucket: 'logs', key: 'd' };

describe('what people are notified of', () => {
  test('is what differs from the run before', () => {
    const [before, after] = [
      reportOf(NOW, MISSING),
      reportOf(NOW + HOUR, MISSING, { ...MISSING, region: 'eu-west-1' }),
    ];
    const { opened, closed, open } = changesOf(after, before);
    expect([opened.map(({ region }) => region), closed, open.length]).toEqual([['eu-west-1'], [], 2]);
  });

  test('of what may still be delivered is notified once it is six hours old', () => {
    const seen = (hours: number) => reportOf(NOW + hours * HOUR, { ...PENDING, firstSeen: NOW });
    const opened = (hours: number) => changesOf(seen(hours), seen(hours - 1)).opened.length;
    expect([opened(1), opened(5), opened(6), opened(7)]).toEqual([0, 0, 1, 0]);
  });

  test('of a vanished account is one group for each Region, with the number and the time of all', () => {
    const hours = Array.from({ length: 8760 }, (_, hour) => ({ start: hour * HOUR, end: (hour + 1) * HOUR }));
    const findings = hours.map((range): Finding => ({
      ...MISSING,
      code: 'digest-missing',
      key: `d${range.end}`,
      range,
    }));
    const [group, ...others] = reportOf(NOW, ...findings).groups;
    expect([group?.count, group?.range, others]).toEqual([8760, { start: 0, end: 8760 * HOUR }, []]);
  });
});

describe('a message', () => {
  test('shows text from the bucket so that it does nothing to whoever reads it', () => {
    const { body = '' } = message(MISSING) ?? {};
    expect(body).not.toMatch(/[\u001b\u202e]|rm -rf\n/);
  });

  test('gives the command that closes the finding, with a name that the command reads back', () => {
    const { body = '' } = message(MISSING) ?? {};
    const [, name = ''] = /--name '([^']+)'/.exec(body) ?? [];
    expect(unescapeText(name)).toBe(`log-file-missing 111111111111 us-east-1 s3://logs/${EVIL}`);
  });

  test('of many findings gives the command that closes all of them', () => {
    expect(message(MISSING, { ...MISSING, key: 'other' })?.body).toContain(
      "--all 'log-file-missing 111111111111 us-east-1'",
    );
  });

  test('is not sent where nothing has changed', () => {
    expect(
      messageOf(
        { trailArn: TRAIL, time: NOW, verdict: 'INVALID' },
        {
          opened: [],
          grown: [],
          passed: [],
          closed: [],
          open: [],
          carriedOver: [],
          acknowledged: [],
          acknowledgedMore: 0,
        },
        PLACE,
        undefined,
      ),
    ).toBeUndefined();
  });
});

describe('a finding for Security Hub', () => {
  test('has the same id in each run, and is archived once it is closed', () => {
    const { groups } = reportOf(NOW, MISSING);
    const [active] = findingsOf({ open: groups, closed: [], passed: [] }, sender(NOW));
    const [archived] = findingsOf({ open: [], closed: groups, passed: [] }, sender(NOW + HOUR));
    expect([active?.Id === archived?.Id, active?.RecordState, archived?.RecordState]).toEqual([
      true,
      'ACTIVE',
      'ARCHIVED',
    ]);
  });

  test('is no longer than Security Hub takes, whatever the key', () => {
    const { groups } = reportOf(NOW, { ...MISSING, key: 'k'.repeat(1024) });
    const [finding] = findingsOf({ open: groups, closed: [], passed: [] }, sender(NOW));
    expect(finding?.Description?.length).toBeLessThanOrEqual(1024);
    expect(finding?.Id?.length).toBeLessThanOrEqual(512);
  });
});

describe('the watch over the evidence', () => {
  const settings = { trailName: 'organization-trail', evidenceBucket: 'evidence', maxEvidenceAgeHours: 3 };

  test('measures its age', async () => {
    expect(await watchEvidence(async () => NOW - 2 * HOUR, settings, NOW)).toEqual({ age: 7200 });
  });

  test('fails where it is too old, which no forged metric hides', async () => {
    await expect(watchEvidence(async () => NOW - 4 * HOUR, settings, NOW)).rejects.toThrow('4 hours old');
  });

  test('fails also where all of it is older than the days that it looks at first', async () => {
    const findNewest = async (_: string, after: string) => (after === '' ? NOW - 900 * HOUR : undefined);
    await expect(watchEvidence(findNewest, settings, NOW)).rejects.toThrow('900 hours old');
  });

  test('waits for the first run', async () => {
    expect(await watchEvidence(async () => undefined, settings, NOW)).toEqual({});
  });
});

test('what is escaped reads back as it was', () => {
  expect(unescapeText(escapeText(EVIL))).toBe(EVIL);
});

function changesOf(report: ReportedFindings, before: ReportedFindings | undefined) {
  return compare(report, before, 6 * HOUR);
}

function reportOf(time: number, ...findings: Finding[]): ReportedFindings {
  const groups = new FindingGroups(time);
  findings.forEach((finding) => groups.add(finding));
  return { time, groups: groups.sorted(), passed: [], unfinished: [], acknowledged: [] };
}

function message(...findings: Finding[]) {
  const report = reportOf(NOW, ...findings);
  return messageOf(
    { trailArn: TRAIL, time: NOW, verdict: 'INVALID' },
    changesOf(report, undefined),
    PLACE,
    'https://example.com/runbook',
  );
}

function sender(time: number) {
  const place = { accountId: '222222222222', region: 'us-east-1', partition: 'aws' };
  return { ...place, trailArn: TRAIL, time, report: 's3://evidence/report.json' };
}
