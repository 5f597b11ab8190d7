import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, SNSEvent } from 'aws-lambda';
import { REPORT_METRICS } from '../../lib/shared/contract';
import { openReportAws, type ReportAws } from '../aws/report-clients';
import { MINUTE } from '../core/format/time';
import { emit } from '../metrics';
import { parseStateChange } from './alarm';
import { lookInto } from './look-into';
import { Memory } from './memory';
import { overMessage } from './message/compose';
import { severityIn } from './message/severity';
import { topicOf, type Reporter } from './reporter';
import { sendDigests } from './send-digests';
import { readSettings, type Settings } from './settings';

const logger = new Logger({ serviceName: 'alarm-reporter' });
let opened: { readonly settings: Settings; readonly aws: ReportAws } | undefined;

/** What the schedule sends. */
interface Tick {
  readonly mode: 'follow';
}

/** So much time is kept for what comes after a search. */
const RESERVE = MINUTE;

/** Reports alarms that have changed, or follows those that stay on and sends the digest when it is due. */
export async function handler(event: SNSEvent | Tick, context: Context): Promise<void> {
  logger.addContext(context);
  const { settings, aws } = (opened ??= open());
  const reporter: Reporter = {
    aws,
    memory: new Memory(aws.table),
    settings,
    now: Date.now(),
    mayGoOn: () => context.getRemainingTimeInMillis() > RESERVE,
  };
  if ('mode' in event) await follow(reporter);
  else for (const { Sns } of event.Records) await report(reporter, Sns.Message);
}

/** An alarm has come on or is over. */
async function report(reporter: Reporter, message: string): Promise<void> {
  const { memory, settings, now, aws } = reporter;
  const { alarm, isOn, since } = parseStateChange(message, settings.trailArn);
  const before = await memory.alarm(alarm.alarmName);
  if (isOn) {
    await lookInto(reporter, alarm, before, since);
  } else {
    if (settings.overFilters.includes(alarm.filterName)) {
      const { subject, body } = overMessage(alarm, settings);
      await aws.sendMessage(topicOf(reporter, severityIn(alarm.description)), subject, body);
    }
    const { coveredUntil = 0, isHeldBack = false } = before ?? {};
    await memory.setAlarm({ alarm, isOn, handledAt: now, coveredUntil, isHeldBack });
  }
  emit(settings.trailName, [[REPORT_METRICS.alarms, MetricUnit.Count, 1]], REPORT_METRICS.namespace);
  logger.info('handled', { alarmName: alarm.alarmName, isOn });
}

/** CloudWatch says nothing of what happens while an alarm stays on. One that fails does not keep the others from theirs. */
async function follow(reporter: Reporter): Promise<void> {
  const states = await reporter.memory.alarms();
  const attempts = states
    .filter(({ isOn, isHeldBack }) => isOn || isHeldBack)
    .map((state) => () => lookInto(reporter, state.alarm, state, undefined));
  const failures: unknown[] = [];
  for (const attempt of [...attempts, () => sendDigests(reporter)]) {
    try {
      await attempt();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `not all was followed: ${failures.map(String).join('; ')}`);
}

function open() {
  const settings = readSettings(process.env);
  const region = process.env.AWS_REGION ?? 'us-east-1';
  return { settings, aws: openReportAws(region, settings.logGroup, settings.table) };
}
