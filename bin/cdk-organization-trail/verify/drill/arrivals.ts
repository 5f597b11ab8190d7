// Where the alert about a call is seen to arrive: in the history of CloudTrail, in the metrics of EventBridge and SNS, and
// in the state of an alarm.
import { alarmTopics } from '../checks/alarm-topics';
import { datapointsOf, type Metric } from '../checks/metrics';
import { resourceSubjects } from '../checks/resource-subjects';
import { MINUTE } from '../checks/times';
import type { Place } from '../plan/assembly';
import type { Plan } from '../plan/deployment';
import type { DrillContext, Step } from './step';

/** A call that was made. */
export interface Made {
  readonly step: Step;
  readonly place: Place;
  readonly time: number;
  readonly requestId?: string;
  /** What AWS said where it did not do it. */
  readonly denial?: string;
}

/** What is seen of an arrival; nothing while it may still come. */
export interface Sight {
  readonly seen?: string;
  /** Why it can't be seen. */
  readonly hidden?: string;
}

/** One place where a call is to be seen. */
export interface Arrival {
  readonly name: string;
  /** Gives what is seen of it, once it is there. */
  look(): Promise<Sight>;
}

/** Everywhere that a call is to be seen. */
export function arrivalsOf(made: Made, context: DrillContext): Arrival[] {
  const { step, place } = made;
  const gathering = step.rules.map((name) => `${name}-refused`);
  const endings = made.denial === undefined ? [...step.rules, ...(step.rulesOnSuccess ?? [])] : gathering;
  const rules = named(context.plan, 'AWS::Events::Rule', 'Name', endings, place);
  const topics = rules.length === 0 ? [] : alarmTopics(context.plan).filter((topic) => isIn(topic, place));
  const alarmPlace = { accountId: context.plan.trail.accountId, region: context.plan.trail.region };
  const alarms = named(context.plan, 'AWS::CloudWatch::Alarm', 'AlarmName', step.filters, alarmPlace);
  return [
    ...(step.eventSource === undefined ? [] : [recorded(step.eventSource, made, context)]),
    ...rules.map(({ name }) => counted(`rule ${name}`, ofRule(name), made, context)),
    ...topics.map(({ name }) => counted(`topic ${name}`, ofTopic(name), made, context)),
    ...alarms.map(({ name }) => raised(name, alarmPlace, made, context)),
  ];
}

function named(plan: Plan, type: string, property: string, endings: readonly string[], place: Place) {
  const subjects = resourceSubjects(type, property)(plan).filter((subject) => isIn(subject, place));
  return subjects.filter(({ name }) => endings.some((ending) => name.endsWith(`-${ending}`)));
}

const isIn = (one: Place, place: Place) => one.accountId === place.accountId && one.region === place.region;

const ofRule = (name: string): Metric => ({
  ...{ namespace: 'AWS/Events', name: 'Invocations', statistic: 'Sum', dimension: ['RuleName', name] },
});

const ofTopic = (name: string): Metric => ({
  ...{ namespace: 'AWS/SNS', name: 'NumberOfMessagesPublished', statistic: 'Sum', dimension: ['TopicName', name] },
});

/** CloudTrail has it in its event history, under the name that its service gives it. */
function recorded(eventSource: string, { place, time, requestId }: Made, { caller, now }: DrillContext): Arrival {
  return {
    name: 'event history of CloudTrail',
    async look() {
      const pages = await caller.pages('lookupEvents', place, {
        LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: eventSource }],
        StartTime: new Date(time - MINUTE),
        EndTime: new Date(now()),
      });
      const events = pages.flatMap(({ Events = [] }) => Events);
      const found = events.find(({ CloudTrailEvent = '{}' }) => requestIdIn(CloudTrailEvent) === requestId);
      return found ? { seen: `recorded as ${found.EventName}, seen ${after(time, now())} after the call` } : {};
    },
  };
}

function requestIdIn(event: string): unknown {
  return (JSON.parse(event) as { requestID?: unknown }).requestID;
}

/** A metric of one minute counts something from the minute of the call on. It may be another call that was counted. */
function counted(name: string, metric: Metric, { place, time }: Made, { caller, now }: DrillContext): Arrival {
  return {
    name,
    async look() {
      const start = Math.floor(time / MINUTE) * MINUTE;
      const window = { start, end: now() + MINUTE, period: 60 };
      const points = await datapointsOf(place, metric, window, (...call) => caller.pages(...call));
      const first = points.find(({ value }) => value > 0);
      if (first === undefined) return {};
      const latest = Math.max(1, Math.ceil((first.time + MINUTE - time) / MINUTE));
      return { seen: `within ${latest === 1 ? '1 minute' : `${latest} minutes`} after the call` };
    },
  };
}

/** An alarm went to ALARM after the call. One that was in that state before can't show it until it is OK again. */
function raised(name: string, place: Place, { time }: Made, { caller }: DrillContext): Arrival {
  return {
    name: `alarm ${name}`,
    async look() {
      const [{ MetricAlarms: [alarm] = [] } = {}] = await caller.pages('describeAlarms', place, { AlarmNames: [name] });
      const changed = alarm?.StateUpdatedTimestamp?.getTime() ?? 0;
      if (alarm?.StateValue !== 'ALARM') return {};
      if (changed < time) return { hidden: 'it was in ALARM before the call' };
      return { seen: `${after(time, changed)} after the call` };
    },
  };
}

function after(time: number, then: number): string {
  const seconds = Math.max(0, Math.round((then - time) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
