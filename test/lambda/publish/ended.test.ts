// The end of a chain by a call is news, once, with the call and who made it; it opens nothing.
import type { Finding } from '../../../lambda/core';
import { changesOf } from '../../../lambda/publish/changes/compare';
import type { ReportedFindings } from '../../../lambda/publish/changes/notified';
import { messageOf } from '../../../lambda/publish/message/compose';
import { findingsOf } from '../../../lambda/publish/security-hub';
import { FindingGroups } from '../../../lambda/records/finding-groups';
import { passedSince } from '../../../lambda/validate/passed';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 10);
const TRAIL = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail';
const CHAIN = { accountId: '333333333333', region: 'af-south-1' };
const ENDED: Finding = {
  ...{ code: 'chain-ended', severity: 'NOTICE', ...CHAIN },
  detail: {
    eventName: 'DisableRegion',
    eventTime: NOW - HOUR,
    who: 'arn:aws:sts::333333333333:assumed-role/a\u001b/b',
  },
};
const STARTED: Finding = { code: 'chain-started', severity: 'NOTICE', ...CHAIN, bucket: 'logs', key: 'digest' };

/** Hourly reports, each made from the one before. */
function reportsOf(runs: readonly (readonly Finding[])[]): ReportedFindings[] {
  const reports: ReportedFindings[] = [];
  for (const [hour, findings] of runs.entries()) {
    const time = NOW + hour * HOUR;
    const groups = new FindingGroups(time);
    findings.forEach((finding) => groups.add(finding));
    const before = reports[reports.length - 1] ?? { groups: [], passed: [] };
    const passed = passedSince({ ...before, unreported: [] }, groups.sorted(), time);
    reports.push({ time, groups: groups.sorted(), passed, unfinished: [], acknowledged: [] });
  }
  return reports;
}

function textOf(report: ReportedFindings, before: ReportedFindings | undefined) {
  const about = { trailArn: TRAIL, time: report.time, verdict: 'VALID' } as const;
  const location = { bucket: 'evidence', key: 'report', sha256: 'ab'.repeat(32) };
  return messageOf(about, changesOf(report, before, 6 * HOUR), location, undefined);
}

test('is notified with its call and caller, by the first publisher that works, and once', () => {
  const [before, , next, last] = reportsOf([[], [ENDED], [], []]);
  // The report of the end itself was published to nobody.
  const { subject, body = '' } = textOf(next, before) ?? {};
  expect(subject).toBe('Ended: log files of organization-trail');
  expect(body).toContain(
    'DisableRegion at 2026-01-09T23:00:00.000Z by arn:aws:sts::333333333333:assumed-role/a\\u001b/b',
  );
  expect(body).toContain('account 333333333333, af-south-1');
  expect(textOf(last, next)).toBeUndefined();
});

test('opens nothing and is no finding for Security Hub', () => {
  const [before, ended] = reportsOf([[], [ENDED]]);
  const changes = changesOf(ended, before, 6 * HOUR);
  expect([changes.opened, changes.open]).toEqual([[], []]);
  const sender = { accountId: '2', region: 'us-east-1', partition: 'aws', trailArn: TRAIL, time: NOW, report: 'x' };
  expect(findingsOf(changes, sender)).toEqual([]);
});

test('no other notice is news, nor is what a person has acknowledged', () => {
  const acknowledged: Finding = { ...STARTED, code: 'log-file-missing', acknowledged: true };
  const [before, started] = reportsOf([[], [STARTED, acknowledged]]);
  expect([started.passed, textOf(started, before)]).toEqual([[], undefined]);
});
