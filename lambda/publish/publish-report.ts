import { EVENTS } from '../../lib/shared/contract';
import type { Arn } from '../core/format/arn';
import type { Channels } from '../aws/channels';
import { emit } from '../metrics';
import { readHashedReport } from '../records/read-report';
import type { HashedLocation, Report, ReportLocation } from '../records/report';
import { changesOf } from './changes/compare';
import type { Changes } from './changes/notified';
import { eventDetail } from './event';
import { messageOf } from './message/compose';
import { metricsOf } from './metrics';
import { NotifiedReports } from './notified-reports';
import { findingsOf } from './security-hub';
import type { Settings } from './settings';

/** The account and Region of the function. */
export type Self = Pick<Arn, 'partition' | 'region' | 'accountId'>;

/** What there was to publish. */
export interface Published {
  readonly opened: number;
  readonly passed: number;
  readonly closed: number;
  readonly acknowledged: number;
  readonly hasSecurityHub: boolean;
  /** The report that people were notified of before, if there is one. */
  readonly comparedWith?: string;
  /** Why none, or an older one, could be read. */
  readonly unread?: readonly string[];
}

/** People were notified of this report, or of a newer one: a replay would take back what they know. */
export interface Outdated {
  readonly alreadyNotified: string;
}

/** Publishes a report by all channels, and marks it once each of them has taken it. */
export async function publishReport(
  channels: Channels,
  settings: Settings,
  location: ReportLocation,
  self: Self,
): Promise<Published | Outdated> {
  const { trailArn, trailName, notifyAfter } = settings;
  const notified = new NotifiedReports(channels, trailName);
  const { report, sha256 } = await readHashedReport(channels.evidence, location.key);
  if (report.trailArn !== trailArn) throw new Error(`${location.key} is about another trail`);
  const { earlier, later } = await notified.around(location.key, report.time);
  const newer = await notified.newest(later);
  if (newer !== undefined) return { alreadyNotified: newer.key };
  // Before all that can fail: the alarms need them.
  emit(trailName, metricsOf(report));
  const before = await notified.newest(earlier);
  const changes = changesOf(report, before, notifyAfter);
  const hasSecurityHub = await send(channels, settings, { report, changes, location: { ...location, sha256 }, self });
  await notified.mark(location.key, changes);
  const { opened, passed, closed, acknowledged } = changes;
  return {
    opened: opened.length,
    passed: passed.length,
    closed: closed.length,
    acknowledged: acknowledged.length,
    hasSecurityHub,
    ...(before !== undefined && { comparedWith: before.key }),
    ...(notified.unread.length > 0 && { unread: notified.unread }),
  };
}

interface News {
  readonly report: Report;
  readonly changes: Changes;
  readonly location: HashedLocation;
  readonly self: Self;
}

/** One channel that fails does not keep the others from theirs, but the function fails for it. */
async function send(
  channels: Channels,
  { trailArn, alarmTopic, runbookUrl, ...settings }: Settings,
  { report, changes, location, self }: News,
): Promise<boolean> {
  const message = messageOf(report, changes, location, runbookUrl);
  const { time } = report;
  const sender = { ...self, trailArn, time, report: `s3://${location.bucket}/${location.key}`, runbookUrl };
  const findings = settings.hasSecurityHub ? findingsOf(changes, sender) : [];
  let { hasSecurityHub } = settings;
  await allOf([
    channels.putEvent(EVENTS.source, EVENTS.detailType, eventDetail(report, changes, location)),
    channels.importFindings(findings).then((isEnabled) => void (hasSecurityHub &&= isEnabled)),
    message && alarmTopic ? channels.sendMessage(alarmTopic, message.subject, message.body) : Promise.resolve(),
  ]);
  return hasSecurityHub;
}

async function allOf(attempts: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(attempts)).filter(({ status }) => status === 'rejected');
  const reasons = failed.map((attempt) => String((attempt as PromiseRejectedResult).reason));
  if (reasons.length > 0) throw new Error(`the report was not published by every channel: ${reasons.join('; ')}`);
}
