// What the channels take at most, with texts as bad as whoever writes to the bucket can make them.
import { findingsOf } from '../../../lambda/publish/security-hub';
import { changesOf } from '../../../lambda/publish/changes/compare';
import type { Changes } from '../../../lambda/publish/changes/notified';
import { eventDetail } from '../../../lambda/publish/event';
import { cut } from '../../../lambda/core/format/excerpt';
import { messageOf } from '../../../lambda/publish/message/compose';
import type { Finding } from '../../../lambda/core';
import { exampleName, FindingGroups } from '../../../lambda/records/finding-groups';
import type { Report } from '../../../lambda/records/report';

const NOW = Date.UTC(2026, 0, 10);
const TRAIL = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail';
const PLACE = { bucket: 'evidence', key: 'report.json', sha256: 'ab'.repeat(32) };
const LIMIT = 200_000;
const FOLDER = 'AWSLogs/o-exampleorgid/111111111111/CloudTrail/us-east-1/2026/01/10/';
const LONG_KEYS: readonly [what: string, character: string][] = [
  ['escapes', '\u0007'],
  ['backslashes', '\\'],
  ['quotes', '"'],
  ['three bytes', '\u20ac'],
  ['pairs', '\u{1F600}'],
  ['plain text', 'k'],
];

describe.each(LONG_KEYS)('of many keys full of %s', (_, character) => {
  const changes = manyChanges(keyOf(character));

  test('a message stays below 200 KB and says how many more there are', () => {
    const { body = '' } = messageOf(report(), changes, PLACE, 'https://example.com/runbook') ?? {};
    expect(Buffer.byteLength(body)).toBeLessThan(LIMIT);
    expect(body.match(/and \d+ more, in the report/g)?.length).toBe(4);
  });

  test('an event stays below 200 KB and says how many more there are', () => {
    const detail = eventDetail(report(), changes, PLACE) as Record<'opened' | 'closed', unknown[]> & {
      readonly omitted: Record<'opened' | 'closed', number>;
    };
    expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThan(LIMIT);
    expect(detail.opened.length + detail.omitted.opened).toBe(changes.opened.length);
    expect(detail.closed.length + detail.omitted.closed).toBe(changes.closed.length);
    expect(detail.opened.length).toBeGreaterThan(50);
  });
});

test('a name that is too long to be shown is acknowledged with all of its group', () => {
  const { body = '' } = messageOf(
    report(),
    changesOf(reportOf([finding(1, keyOf('k'))]), undefined, 0),
    PLACE,
    undefined,
  )!;
  expect(body).toContain("--all 'log-file-unlisted 100000000001 us-east-1'");
  expect(body).not.toContain('--name');
  expect(body).toMatch(/k…$/m);
});

test('a text is cut between code points, in Security Hub too', () => {
  const keys = [0, 1].map((pad) => 'k'.repeat(pad) + '\u{1F600}'.repeat(250));
  const { groups } = reportOf(keys.map((key, index) => finding(index, key)));
  const sender = { accountId: '2', region: 'us-east-1', partition: 'aws', trailArn: TRAIL, time: NOW, report: 'x' };
  const [one, other] = findingsOf({ open: groups, closed: [], passed: [] }, sender);
  for (const { Description = '' } of [one, other])
    expect(Description).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  expect(['', 'k'].map((start) => cut(`${start}${'\u{1F600}'.repeat(9)}`, 8))).toEqual([
    '\u{1F600}\u{1F600}\u{1F600}…',
    'k\u{1F600}\u{1F600}\u{1F600}…',
  ]);
});

test('a subject is as long as SNS takes, in ASCII', () => {
  const trailArn = TRAIL.replace('organization-trail', 'n'.repeat(128));
  const { subject = '' } = messageOf({ ...report(), trailArn }, manyChanges('k'), PLACE, undefined) ?? {};
  expect(subject).toMatch(/^TAMPERING: [ -~]+\.\.\.$/);
  expect(subject.length).toBe(99);
});

function keyOf(character: string): string {
  return FOLDER + character.repeat(Math.floor((1024 - FOLDER.length) / Buffer.byteLength(character)));
}

function finding(index: number, key: string): Finding {
  const accountId = String(100_000_000_000 + index);
  return { code: 'log-file-unlisted', severity: 'INVALID', accountId, region: 'us-east-1', bucket: 'trail-logs', key };
}

/** As many of each kind as no list shows. */
function manyChanges(key: string): Changes {
  const findings = Array.from({ length: 600 }, (_, index) => finding(index, key));
  const [before, after] = [reportOf(findings.slice(0, 400)), reportOf(findings.slice(200))];
  return changesOf({ ...after, acknowledged: after.groups.map((group) => ({ name: exampleName(group) })) }, before, 0);
}

function reportOf(findings: readonly Finding[]) {
  const groups = new FindingGroups(NOW);
  findings.forEach((one) => groups.add(one));
  return { time: NOW, groups: groups.sorted(), passed: [], unfinished: [], acknowledged: [] };
}

function report() {
  return { trailArn: TRAIL, time: NOW, verdict: 'INVALID', unfinished: [] } as unknown as Report;
}
