// Looks into an alarm that is on: finds its events, notifies people of those that they have to know now, and counts the
// others for the digest.
import { DAY, HOUR, MINUTE } from '../core/format/time';
import type { Alarm } from './alarm';
import { toActivity, type Activity } from './events/activity';
import { byPrincipalAndCall, toGroup } from './events/groups';
import { FIRST_AFTER, type AlarmState, type GroupState } from './memory';
import { messageOf, type ReportedGroup } from './message/compose';
import { severityIn } from './message/severity';
import { topicOf, type Reporter } from './reporter';
import { dayOf } from './day';

/** CloudWatch Logs may count an event a little later than it is received. */
const LEEWAY = 10 * MINUTE;

/** So many events are read of one alarm at once; more of them say no more to people. */
const MOST_EVENTS = 10_000;

/** Of so many principals and calls is remembered at once what people know of them. */
const MOST_GROUPS = 200;

/** People are notified again of the same principal and call after so long, unless it is urgent. */
const AGAIN_AFTER = HOUR;

interface Searched {
  readonly activities: readonly Activity[];
  readonly unreadable: number;
  readonly isComplete: boolean;
}

/** What is to be done about the events of one principal and call. */
interface Verdict {
  readonly activities: readonly Activity[];
  /** Undefined where people are not notified now. */
  readonly reported?: ReportedGroup;
  readonly isHeldBack: boolean;
  /** Those for the digest. */
  readonly counted: readonly Activity[];
  readonly after?: GroupState;
}

/**
 * Looks into an alarm that has come on, or that is on still.
 *
 * @param since - when it came on; undefined where it was on before
 */
export async function lookInto(
  reporter: Reporter,
  alarm: Alarm,
  before: AlarmState | undefined,
  since: number | undefined,
): Promise<void> {
  const { now } = reporter;
  const from = startOf(alarm, before, since, now);
  const searched = await search(reporter, alarm, from);
  const verdicts = await judge(reporter, alarm, searched);
  const groups = verdicts.flatMap(({ reported }) => reported ?? []);
  const isEmpty = since !== undefined && searched.activities.length === 0;
  if (groups.length > 0 || (isEmpty && (await isNews(reporter, alarm)))) {
    const found = { ...searched, groups, from, to: now };
    const isRepeated = since === undefined || before?.isOn === true;
    const message = messageOf(alarm, found, { trailName: reporter.settings.trailName, isRepeated });
    await reporter.aws.sendMessage(topicOf(reporter, severityIn(alarm.description)), message.subject, message.body);
  }
  await remember(reporter, alarm, verdicts);
  const isHeldBack = verdicts.some((verdict) => verdict.isHeldBack);
  await reporter.memory.setAlarm({
    alarm,
    isOn: since !== undefined || before?.isOn === true,
    handledAt: now,
    coveredUntil: isHeldBack || !searched.isComplete ? from : lastOf(searched.activities, from),
    isHeldBack,
  });
}

/** From the time that the alarm looks at; what was left over from before is looked for again. */
function startOf(alarm: Alarm, before: AlarmState | undefined, since: number | undefined, now: number): number {
  const isOpen = before !== undefined && (before.isOn || before.isHeldBack) && before.coveredUntil > 0;
  const starts = [
    ...(since === undefined ? [] : [since - alarm.window - LEEWAY]),
    ...(isOpen ? [before.coveredUntil] : []),
  ];
  return Math.max(Math.min(...starts, now), now - DAY);
}

function lastOf(activities: readonly Activity[], from: number): number {
  return activities.reduce((latest, { received }) => Math.max(latest, received), from);
}

async function search({ aws, settings, now, mayGoOn }: Reporter, alarm: Alarm, from: number): Promise<Searched> {
  const pattern = await aws.logGroup.patternOf(alarm.alarmName, alarm.metricNamespace, alarm.metricName);
  if (pattern === undefined) throw new Error(`no metric filter of ${settings.logGroup} counts ${alarm.metricName}`);
  const activities: Activity[] = [];
  let [unreadable, isComplete] = [0, true];
  for await (const { lines, isLast } of aws.logGroup.search({ pattern, from, to: now })) {
    for (const line of lines) {
      const activity = toActivity(line, settings.ownNames);
      if (activity === undefined) unreadable += 1;
      else activities.push(activity);
    }
    isComplete = isLast;
    if (activities.length >= MOST_EVENTS || !mayGoOn()) break;
  }
  return { activities, unreadable, isComplete };
}

async function judge(reporter: Reporter, alarm: Alarm, { activities }: Searched): Promise<Verdict[]> {
  const groups = byPrincipalAndCall(activities);
  const verdicts: Verdict[] = [];
  for (const [index, group] of groups.entries()) {
    const state = index < MOST_GROUPS ? await reporter.memory.group(alarm, toGroup(group)) : undefined;
    verdicts.push(verdictOn(reporter, alarm, group, state, index < MOST_GROUPS));
  }
  return verdicts;
}

function verdictOn(
  { settings, now }: Reporter,
  alarm: Alarm,
  activities: readonly Activity[],
  state: GroupState | undefined,
  isRemembered: boolean,
): Verdict {
  const { seenAt = 0, countedUntil = 0, reportedUntil = 0, reportedAt = 0 } = state ?? {};
  const isInDigest = settings.digestFilters.includes(alarm.filterName);
  const unreported = activities.filter(({ received }) => received > reportedUntil);
  const fresh = activities.filter(({ received }) => received > countedUntil);
  const isFirst = isRemembered && now - seenAt > FIRST_AFTER;
  const isUrgent = unreported.some(({ urgency }) => urgency.length > 0);
  const isDue = !isInDigest && now - reportedAt >= AGAIN_AFTER;
  const isReported = unreported.length > 0 && (isUrgent || isFirst || isDue);
  const isHeldBack = unreported.length > 0 && !isReported && !isInDigest;
  const last = lastOf(activities, 0);
  const after = {
    seenAt: now,
    countedUntil: Math.max(last, countedUntil),
    reportedUntil: isHeldBack ? reportedUntil : Math.max(last, reportedUntil),
    reportedAt: isReported ? now : reportedAt,
  };
  return {
    activities,
    ...(isReported && {
      reported: { ...toGroup(unreported), remarks: isFirst ? ['first such call of this principal in 30 days'] : [] },
    }),
    isHeldBack,
    counted: isInDigest && !isReported ? fresh : [],
    ...(isRemembered && { after }),
  };
}

async function remember(
  { memory, now, settings }: Reporter,
  alarm: Alarm,
  verdicts: readonly Verdict[],
): Promise<void> {
  const day = dayOf(now, settings.digestHour);
  const { filterName } = alarm;
  for (const { activities, counted, after } of verdicts) {
    const group = toGroup(activities);
    if (counted.length > 0) {
      for (const accountId of new Set(counted.map((activity) => activity.accountId))) {
        const there = counted.filter((activity) => activity.accountId === accountId);
        const { principal, call, count, refused } = toGroup(there);
        const row = after === undefined ? { principal: 'others', call: 'several calls' } : { principal, call };
        await memory.count(day, { filterName, accountId, ...row, count, refused }, now);
      }
    }
    if (after !== undefined) await memory.setGroup(alarm, group, after);
  }
}

/** Whether people were not notified within the hour that nothing was found: whoever forges a metric does so often. */
async function isNews({ memory, now }: Reporter, alarm: Alarm): Promise<boolean> {
  const state = await memory.group(alarm, NOBODY);
  if (state !== undefined && now - state.reportedAt < AGAIN_AFTER) return false;
  await memory.setGroup(alarm, NOBODY, { seenAt: now, countedUntil: 0, reportedUntil: 0, reportedAt: now });
  return true;
}

/** Where no event was found. No event has a call of this form. */
const NOBODY = { principal: '', call: '' };
