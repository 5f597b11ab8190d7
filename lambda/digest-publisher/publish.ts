import { EVENTS } from '../../lib/private/settings';
import type { Report } from '../digest-validator/scheduled/report';
import { findingsOf } from './aws/asff';
import type { Channels } from './aws/channels';
import { changesOf } from './changes';
import { eventDetail } from './event';
import { messageOf, type Place } from './message';
import { emit, metricsOf } from './metrics';
import type { PublisherSettings } from './settings';

/** Who publishes: the account and Region of the function. */
export interface Self {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** Which channels have had something to say. */
export interface Published {
  readonly opened: number;
  readonly closed: number;
  readonly hasSecurityHub: boolean;
}

/** Tells a result by all channels. One that fails does not keep the others from theirs, but the function fails for it. */
export async function publish(
  channels: Channels,
  settings: PublisherSettings,
  place: Place,
  self: Self,
): Promise<Published> {
  const { trailArn, trailName, alarmTopic, eventBus, runbookUrl } = settings;
  const report = await readReport(channels, place.key);
  if (report.trailArn !== trailArn) throw new Error(`${place.key} is about another trail`);
  const previous = report.previous && (await readReport(channels, report.previous.key));
  const changes = changesOf(report, previous);
  emit(trailName, metricsOf(report));

  const message = messageOf(report, changes, place, runbookUrl);
  const sender = { ...self, trailArn, time: report.time, report: `s3://${place.bucket}/${place.key}`, runbookUrl };
  const findings = settings.hasSecurityHub ? findingsOf(changes, sender) : [];
  let hasSecurityHub = settings.hasSecurityHub;
  await allOf([
    channels.putEvent(EVENTS.source, EVENTS.detailType, eventDetail(report, changes, place), eventBus),
    channels.importFindings(findings).then((isOn) => void (hasSecurityHub &&= isOn)),
    message && alarmTopic ? channels.sendMessage(alarmTopic, message.subject, message.body) : Promise.resolve(),
  ]);
  return { opened: changes.opened.length, closed: changes.closed.length, hasSecurityHub };
}

async function readReport({ evidence }: Channels, key: string): Promise<Report> {
  const object = await evidence.get(key);
  if (object?.isGenuine === true) return JSON.parse(object.body.toString('utf8')) as Report;
  throw new Error(`${key} ${object === undefined ? 'is not there' : 'was not written by the validator'}`);
}

async function allOf(attempts: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(attempts)).filter(({ status }) => status === 'rejected');
  const reasons = failed.map((attempt) => String((attempt as PromiseRejectedResult).reason));
  if (reasons.length > 0) throw new Error(`the result was not told everywhere: ${reasons.join('; ')}`);
}
