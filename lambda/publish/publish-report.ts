import { EVENTS } from '../../lib/shared/contract';
import type { Report } from '../records/report';
import { findingsOf } from './security-hub';
import type { Channels } from '../aws/channels';
import { changesOf, type Changes } from './changes/compare';
import { eventDetail } from './event';
import { messageOf, type Place } from './message/compose';
import { emit, metricsOf } from './metrics';
import { readReport } from '../records/read-report';
import type { PublisherSettings } from './settings';
import { ToldReports } from './notified-reports';

/** Who publishes: the account and Region of the function. */
export interface Self {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** What there was to say. */
export interface Published {
  readonly opened: number;
  readonly closed: number;
  readonly accepted: number;
  readonly hasSecurityHub: boolean;
  /** The report that was told before, if there is one. */
  readonly comparedWith?: string;
  /** Why none, or an older one, could be read. */
  readonly unread?: readonly string[];
}

/** This result was told before, or a newer one was: a replay would take back what people know. */
export interface Outdated {
  readonly toldAlready: string;
}

/** Tells a result by all channels, and marks it as told once each of them has taken it. */
export async function publish(
  channels: Channels,
  settings: PublisherSettings,
  place: Place,
  self: Self,
): Promise<Published | Outdated> {
  const { trailArn, trailName } = settings;
  const told = new ToldReports(channels, trailName);
  const report = await readReport(channels.evidence, place.key);
  if (report.trailArn !== trailArn) throw new Error(`${place.key} is about another trail`);
  const { earlier, later } = await told.around(place.key, report.time);
  const newer = await told.newest(later);
  if (newer !== undefined) return { toldAlready: newer.key };
  // Before all that can fail: the alarms need them.
  emit(trailName, metricsOf(report));
  const before = await told.newest(earlier);
  const changes = changesOf(report, before);
  const hasSecurityHub = await tell(channels, settings, { report, changes, place, self });
  await told.mark(place.key, changes);
  const { opened, closed, accepted } = changes;
  return {
    opened: opened.length,
    closed: closed.length,
    accepted: accepted.length,
    hasSecurityHub,
    ...(before !== undefined && { comparedWith: before.key }),
    ...(told.unread.length > 0 && { unread: told.unread }),
  };
}

interface News {
  readonly report: Report;
  readonly changes: Changes;
  readonly place: Place;
  readonly self: Self;
}

/** One channel that fails does not keep the others from theirs, but the function fails for it. */
async function tell(
  channels: Channels,
  { trailArn, alarmTopic, eventBus, runbookUrl, ...settings }: PublisherSettings,
  { report, changes, place, self }: News,
): Promise<boolean> {
  const message = messageOf(report, changes, place, runbookUrl);
  const sender = { ...self, trailArn, time: report.time, report: `s3://${place.bucket}/${place.key}`, runbookUrl };
  const findings = settings.hasSecurityHub ? findingsOf(changes, sender) : [];
  let { hasSecurityHub } = settings;
  await allOf([
    channels.putEvent(EVENTS.source, EVENTS.detailType, eventDetail(report, changes, place), eventBus),
    channels.importFindings(findings).then((isOn) => void (hasSecurityHub &&= isOn)),
    message && alarmTopic ? channels.sendMessage(alarmTopic, message.subject, message.body) : Promise.resolve(),
  ]);
  return hasSecurityHub;
}

async function allOf(attempts: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(attempts)).filter(({ status }) => status === 'rejected');
  const reasons = failed.map((attempt) => String((attempt as PromiseRejectedResult).reason));
  if (reasons.length > 0) throw new Error(`the result was not told everywhere: ${reasons.join('; ')}`);
}
