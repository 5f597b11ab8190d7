// The messages that events become: over the filters and their alarms, over the rules, and over the queues.
import { evaluateFilterPattern } from '../../test/support/filter-pattern/evaluate';
import { matchesEventPattern } from '../../test/support/event-pattern/evaluate';
import { Metrics, stateAt } from '../../test/support/alarms/evaluate';
import { eventOf } from '../../bin/cdk-organization-trail/verify/samples/event-bridge';
import type { CloudTrailRecord } from '../../bin/cdk-organization-trail/verify/samples/record';
import { notify } from '../../lambda/group/notify';
import { DAY, MINUTE, type TimedEvent } from './events';
import { severityOf, type Deployed, type FilterAlarm, type Rule, type Severity, type Windows } from './deployed';
import type { Alarm, Profile } from './profiles';

/** A message to people, and of which alarm or rule. */
export interface Message {
  readonly time: number;
  readonly severity: Severity;
  readonly by: string;
}

/** From when to when people know that something of a filter or rule happens. */
export interface Notified {
  readonly by: string;
  readonly from: number;
  readonly until: number;
}

export interface Outcome {
  readonly messages: readonly Message[];
  readonly notified: readonly Notified[];
  /** For each event, the filters and rules above MEDIUM that find it. */
  readonly grave: readonly { readonly event: TimedEvent; readonly by: string }[];
}

/** CloudTrail delivers to CloudWatch Logs "in about 5 minutes on average" (CloudTrail User Guide). */
const DELIVERY = 5 * MINUTE;
const PERIOD = 5 * MINUTE;
/** EventBridge delivers within seconds. */
const SECONDS = 5_000;

export type Model = Deployed & { readonly windows: Windows };

export async function deliver(events: readonly TimedEvent[], model: Model, profile: Profile): Promise<Outcome> {
  const ofFilters = overFilters(events, model, profile);
  const ofRules = await overRules(events, model);
  const outcomes = [ofFilters, ofRules];
  return {
    messages: outcomes.flatMap(({ messages }) => messages),
    notified: outcomes.flatMap(({ notified }) => notified),
    grave: outcomes.flatMap(({ grave }) => grave),
  };
}

const isGrave = (severity: Severity): boolean => severity === 'CRITICAL' || severity === 'HIGH';

function overFilters(events: readonly TimedEvent[], { filters, alarms }: Model, profile: Profile): Outcome {
  const metrics = new Metrics();
  const found = remembering((record) =>
    filters.filter(({ pattern }) => evaluateFilterPattern(pattern, record) === 'match').map(({ metric }) => metric),
  );
  const matches = events.flatMap((event) => found(event.record).map((metric) => ({ event, metric })));
  for (const { event, metric } of matches)
    metrics.record('LogMetrics', metric, {}, { time: event.time + DELIVERY, value: 1 });
  const matched = new Set(matches.map(({ metric }) => metric));
  const outcomes = alarms
    .filter((alarm) => matched.has(metricOf(alarm)))
    .map((alarm) => changesOf(alarm, metrics, spanOf(events), profile));
  const severities = new Map(alarms.map((alarm) => [alarm.AlarmName, severityOf(alarm.AlarmDescription)]));
  const ends = outcomes.flatMap(({ messages }) => messages);
  const isSilent = outcomes.some(({ hasMore }) => hasMore);
  return {
    // One message a day for all that is not sent at once.
    messages: [...ends, ...(profile.hasDigest && isSilent ? [digestAt(events)] : [])],
    notified: outcomes.flatMap(({ notified }) => notified),
    grave: matches
      .filter(({ metric }) => isGrave(severities.get(metric) ?? 'LOW'))
      .map(({ event, metric }) => ({ event, by: metric })),
  };
}

function metricOf({ MetricName, Metrics: queries = [] }: FilterAlarm): string {
  return MetricName ?? queries.find(({ MetricStat }) => MetricStat)?.MetricStat?.Metric.MetricName ?? '';
}

const spanOf = (events: readonly TimedEvent[]): readonly [number, number] => [
  Math.floor(events[0].time / PERIOD) * PERIOD,
  events[events.length - 1].time + DELIVERY + 8 * PERIOD,
];

function digestAt(events: readonly TimedEvent[]): Message {
  return { time: Math.ceil(events[events.length - 1].time / DAY) * DAY, severity: 'LOW', by: 'daily digest' };
}

/** When an alarm starts and is over, in the periods of a span. */
function changesOf(alarm: FilterAlarm, metrics: Metrics, [start, end]: readonly [number, number], profile: Profile) {
  const row = rowOf(alarm);
  const messages: Message[] = [];
  const notified: Notified[] = [];
  let [state, since]: ['OK' | 'ALARM', number] = ['OK', 0];
  let hasMore = false;
  for (let time = start; time <= end; time += PERIOD) {
    const next = stateAt(alarm, metrics, time, state);
    if (next === state) continue;
    const notifies = next === 'ALARM' ? profile.notifies(row) : profile.notifiesEnd(row);
    if (notifies) messages.push({ time, severity: row.severity, by: row.name });
    hasMore ||= next === 'ALARM' && !notifies;
    if (next === 'ALARM') since = time;
    else if (profile.notifies(row)) notified.push({ by: metricOf(alarm), from: since, until: time });
    state = next;
  }
  return { messages, notified, hasMore };
}

function rowOf({ AlarmName, AlarmDescription, ActionsEnabled, AlarmActions = [], OKActions = [] }: FilterAlarm): Alarm {
  return {
    name: AlarmName,
    severity: severityOf(AlarmDescription),
    hasActions: ActionsEnabled !== false && AlarmActions.length > 0,
    hasEndAction: OKActions.length > 0,
  };
}

async function overRules(events: readonly TimedEvent[], { rules, windows }: Model): Promise<Outcome> {
  const matching = remembering((record) =>
    rules.filter(
      ({ account, region, pattern }) =>
        account === record.recipientAccountId &&
        region === record.awsRegion &&
        matchesEventPattern(pattern, eventOf(record)),
    ),
  );
  const matches = events.flatMap((event) => matching(event.record).map((rule) => ({ event, rule })));
  const direct = matches.filter(({ rule }) => !windows.has(rule.target));
  const gathered = [...windows].map(([queue, window]) =>
    overQueue(
      matches.filter(({ rule }) => rule.target === queue),
      window,
    ),
  );
  const outcomes = await Promise.all(gathered);
  return {
    messages: [
      ...direct.map(({ event, rule }) => ({ time: event.time + SECONDS, severity: rule.severity, by: rule.name })),
      ...outcomes.flatMap(({ messages }) => messages),
    ],
    notified: [
      ...direct.map(({ event, rule }) => ({ by: rule.name, from: event.time, until: event.time + SECONDS })),
      ...outcomes.flatMap(({ notified }) => notified),
    ],
    grave: matches.filter(({ rule }) => isGrave(rule.severity)).map(({ event, rule }) => ({ event, by: rule.name })),
  };
}

/** The most that Lambda hands to a function at once, and about what a message has around its text. */
const BATCH_BYTES = 6 * 1024 * 1024;
const AROUND = 600;

/** How many of these texts are one batch. */
function fitting(bodies: readonly string[]): number {
  let bytes = 0;
  const end = bodies.findIndex((body) => (bytes += JSON.stringify(body).length + AROUND) > BATCH_BYTES);
  return end < 0 ? bodies.length : Math.max(1, end);
}

/** What the function makes of the batches of a queue. A batch ends a window after its first message, or when it is full. */
async function overQueue(
  matches: readonly { readonly event: TimedEvent; readonly rule: Rule }[],
  window: number,
): Promise<Pick<Outcome, 'messages' | 'notified'>> {
  const messages: Message[] = [];
  const notified: Notified[] = [];
  for (let first = 0; first < matches.length;) {
    const end = matches[first].event.time + window;
    const inWindow = matches.slice(first).filter(({ event }) => event.time < end);
    const bodies = inWindow.map(({ event, rule }) => bodyOf(rule, event.record));
    const batch = inWindow.slice(0, fitting(bodies));
    const time = end + SECONDS;
    const queued = batch.map((_, index) => ({ messageId: String(index), body: bodies[index] }));
    const { unreadable } = await notify(
      queued,
      { trailName: 'organization-trail', runbookUrl: '' },
      (severity, { subject }) => {
        messages.push({ time, severity, by: subject.split(' ')[1].replace(':', '') });
        return Promise.resolve();
      },
    );
    if (unreadable > 0) throw new Error(`${unreadable} messages can't be read`);
    notified.push(
      ...batch.map(({ event, rule }) => ({ by: rule.name, from: time, until: Math.max(time, event.time) })),
    );
    first += batch.length;
  }
  return { messages, notified };
}

/** What a rule sends, filled in as EventBridge does. */
function bodyOf({ paths, template }: Rule, record: CloudTrailRecord): string {
  const event = { ...eventOf(record) };
  return template.replace(/<(\w+)>/g, (_, name: string) => {
    const keys = paths[name].split('.').slice(1);
    const value = keys.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], event);
    return typeof value === 'string' ? value : '';
  });
}

/** Most events of a day are alike. */
function remembering<T>(of: (record: CloudTrailRecord) => T): (record: CloudTrailRecord) => T {
  const known = new Map<string, T>();
  return (record) => {
    const key = JSON.stringify(record);
    const result = known.get(key) ?? of(record);
    known.set(key, result);
    return result;
  };
}
