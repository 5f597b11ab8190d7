// The messages that docs/detection.md shows, as the code composes them; UPDATE_DOCS=1 writes them there.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseCall } from '../../../lambda/group/call';
import { groupsOf } from '../../../lambda/group/groups';
import { messageOf as groupedMessageOf } from '../../../lambda/group/message';
import { parseStateChange } from '../../../lambda/report/alarm';
import { toActivity } from '../../../lambda/report/events/activity';
import { byPrincipalAndCall, toGroup } from '../../../lambda/report/events/groups';
import type { Message } from '../../../lambda/notice';
import { messageOf } from '../../../lambda/report/message/compose';
import { digestOf } from '../../../lambda/report/message/digest';
import { denied, record, WHO, type CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { queueBody } from '../group/queue-messages';
import { DAY, MINUTE, START, stateChange } from './world';

const PAGE = path.join(__dirname, '../../../docs/detection.md');
const TRAIL = 'arn:aws:cloudtrail:eu-central-1:111111111111:trail/organization-trail';

const attach = (fields: CloudTrailRecord) =>
  record('iam.amazonaws.com', 'AttachRolePolicy', {
    requestParameters: { roleName: 'app', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ...fields,
  });

function report(): Message {
  const { alarm } = parseStateChange(stateChange('IamPolicyChanges', START), TRAIL);
  const events = [
    attach({ userIdentity: WHO.singleSignOn }),
    denied(attach({ userIdentity: WHO.singleSignOn, eventTime: '2026-03-02T08:14:10Z' })),
    record('iam.amazonaws.com', 'PutRolePolicy', {
      requestParameters: { roleName: 'build', policyName: 'deploy' },
      recipientAccountId: '333333333333',
      eventTime: '2026-03-02T08:16:30Z',
    }),
  ];
  const activities = events.map((event) => toActivity({ timestamp: START, message: JSON.stringify(event) }, [])!);
  const [first, ...others] = byPrincipalAndCall(activities).map(toGroup);
  const remarks = ['first such call of this principal in 30 days'];
  const groups = [{ ...first, remarks }, ...others.map((group) => ({ ...group, remarks: [] }))];
  const found = { groups, unreadable: 0, isComplete: true, from: START - 16 * MINUTE, to: START };
  return messageOf(alarm, found, { trailName: 'organization-trail', isRepeated: false });
}

function digest(): Message {
  const to = Date.UTC(2026, 2, 3, 7);
  const call = 'ec2.amazonaws.com AuthorizeSecurityGroupIngress';
  const filterName = 'SecurityGroupChanges';
  const counts = [
    {
      filterName,
      call,
      principal: 'pipeline as role deployer of 333333333333',
      accountId: '333333333333',
      count: 41,
      refused: 0,
    },
    {
      filterName,
      call,
      principal: 'alice@example.com as role engineer of 444444444444',
      accountId: '444444444444',
      count: 3,
      refused: 1,
    },
    {
      ...{ filterName: 'SwitchRole', call: 'signin.amazonaws.com SwitchRole', principal: 'user bob of 111111111111' },
      ...{ accountId: '333333333333', count: 12, refused: 0 },
    },
  ];
  return digestOf({ from: to - DAY, to, counts, on: [] }, 'organization-trail');
}

/** What people get of refused calls of a minute: three by one principal, and one by another. */
function grouped(): Message {
  const calls: CloudTrailRecord[] = [
    ...['2026-03-02T08:15:01Z', '2026-03-02T08:15:20Z', '2026-03-02T08:15:43Z'].map((eventTime) => ({ eventTime })),
    { userIdentity: WHO.user, eventTime: '2026-03-02T08:15:30Z', sourceIPAddress: '198.51.100.7' },
  ];
  const bodies = calls.map((more, index) => {
    const eventID = `1f3a6c0e-5d5e-4b8f-8f55-6d1c2b3a4e0${index}`;
    const call = record('events.amazonaws.com', 'DisableRule', { eventID, ...more });
    return queueBody('refused', 'AlertRuleTampering', denied(call));
  });
  const [group] = groupsOf(new Map(bodies.map((body, index) => [String(index), parseCall(body)!])));
  return groupedMessageOf(group, { trailName: 'organization-trail', runbookUrl: 'https://example.com/runbook' });
}

test.each<[string, Message]>([
  ['group', grouped()],
  ['report', report()],
  ['digest', digest()],
])('docs/detection.md shows a %s as people see it (UPDATE_DOCS=1 writes it)', (name, { subject, body }) => {
  const [begin, end] = [`<!-- begin of ${name}: made by UPDATE_DOCS=1 -->`, `<!-- end of ${name} -->`];
  const block = `\n\n\`\`\`text\nSubject: ${subject}\n\n${body}\n\`\`\`\n\n`;
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(begin) + begin.length, page.indexOf(end)];
  expect(from).toBeLessThan(to);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, page.slice(0, from) + block + page.slice(to));
  expect(readFileSync(PAGE, 'utf8')).toContain(`${begin}${block}${end}`);
});
