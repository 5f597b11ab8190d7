import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { REPORT_METRICS } from '../../lib/shared/contract';
import { DAY } from '../core/format/time';
import { emit } from '../metrics';
import { dayEndingAt, lastDue } from './day';
import { digestOf } from './message/digest';
import { topicOf, type Reporter } from './reporter';

/** What is older is not kept. */
const MOST_DAYS = 7;

/**
 * Sends the digest of each day that has ended since the last one, also where there is nothing in it. The first is sent at
 * once, so that people see after a deployment that it reaches them.
 */
export async function sendDigests(reporter: Reporter): Promise<number> {
  const { memory, settings, now } = reporter;
  const due = lastDue(now, settings.digestHour);
  const until = await memory.digestUntil();
  const ends = until === undefined ? [due] : endsBetween(until, due);
  for (const end of ends) {
    await send(reporter, end);
    await memory.setDigestUntil(end);
    emit(settings.trailName, [[REPORT_METRICS.digests, MetricUnit.Count, 1]], REPORT_METRICS.namespace);
  }
  return ends.length;
}

function endsBetween(until: number, due: number): number[] {
  const days = Math.min(Math.max(Math.round((due - until) / DAY), 0), MOST_DAYS);
  return Array.from({ length: days }, (_, index) => due - (days - 1 - index) * DAY);
}

async function send(reporter: Reporter, end: number): Promise<void> {
  const { memory, aws, settings } = reporter;
  const counts = await memory.counts(dayEndingAt(end));
  const on = (await memory.alarms()).filter(({ isOn }) => isOn).map(({ alarm }) => alarm.alarmName);
  const message = digestOf({ from: end - DAY, to: end, counts, on }, settings.trailName);
  await aws.sendMessage(topicOf(reporter, 'LOW'), message.subject, message.body);
}
