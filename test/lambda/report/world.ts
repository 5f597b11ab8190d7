// The bundled reporter in a process of its own, over a log group, a table and topics on the loopback interface.
import { ENVIRONMENT, NOTICE_ENVIRONMENT, REPORT_ENVIRONMENT } from '../../../lib/shared/contract';
import { CisControl, ExtraFilter } from '../../../lib';
import type { CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { channelsStandIn } from '../../support/run-time/channels';
import { LambdaProcess, type Answer } from '../../support/run-time/lambda-process';
import { logGroupStandIn } from '../../support/run-time/log-group';
import { serveTable } from '../../support/run-time/table';
import { serve } from '../../support/stand-ins';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** 08:20 of a Monday. */
export const START = Date.UTC(2026, 2, 2, 8, 20);
export const LOG_GROUP = '/aws/cloudtrail/organization-trail';
const TOPIC = 'arn:aws:sns:eu-central-1:111111111111:organization-trail-alarms';
export const TOPICS = { CRITICAL: `${TOPIC}-critical`, HIGH: `${TOPIC}-high`, other: TOPIC };

const FILTERS = [...CisControl.all(), ...ExtraFilter.all()];

export type ReportWorld = Awaited<ReturnType<typeof openReportWorld>>;

export async function openReportWorld(variables: Record<string, string> = {}) {
  const logGroup = logGroupStandIn(LOG_GROUP);
  const channels = channelsStandIn();
  const table = await serveTable('reports');
  // As with AWS, both have one time: answers of another day would be taken for a wrong clock, and asked for again.
  let time = 0;
  const services = await serve({ services: [logGroup.service, ...channels.services], now: () => time });
  const functions = new LambdaProcess({
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: services.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    [ENVIRONMENT.trailArn]: 'arn:aws:cloudtrail:eu-central-1:111111111111:trail/organization-trail',
    [REPORT_ENVIRONMENT.logGroup]: LOG_GROUP,
    [REPORT_ENVIRONMENT.table]: 'reports',
    [NOTICE_ENVIRONMENT.topics]: JSON.stringify(TOPICS),
    [REPORT_ENVIRONMENT.digestFilters]: JSON.stringify(['SecurityGroupChanges', 'IamPolicyChanges']),
    [REPORT_ENVIRONMENT.ownNames]: JSON.stringify(['organization-trail']),
    [REPORT_ENVIRONMENT.digestHour]: '7',
    [REPORT_ENVIRONMENT.overFilters]: JSON.stringify(['VpcChanges']),
    ...variables,
  });
  const reset = async () => {
    logGroup.reset();
    logGroup.filters = FILTERS.map(({ filterName, filterPattern }) => ({
      filterName: `organization-trail-${filterName}`,
      filterPattern,
    }));
    channels.reset();
    table.fault = undefined;
    await table.empty();
  };
  await reset();
  const invoke = (event: object, now: number, remaining?: number): Promise<Answer> => {
    time = now;
    return functions.invoke({
      asset: 'report',
      handler: 'handler',
      event,
      now,
      ...(remaining !== undefined && { remaining }),
    });
  };
  return {
    ...{ logGroup, channels, table, services, invoke, reset },
    /** Puts events into the log group. */
    record: (time: number, ...events: readonly CloudTrailRecord[]) => {
      logGroup.lines.push(...events.map((event) => ({ timestamp: time, message: JSON.stringify(event) })));
    },
    alarm: (filterName: string, now: number, state = 'ALARM', remaining?: number) =>
      invoke(
        { Records: [{ EventSource: 'aws:sns', Sns: { Message: stateChange(filterName, now, state) } }] },
        now,
        remaining,
      ),
    tick: (now: number) => invoke({ mode: 'follow' }, now),
    messages: () => channels.received.messages,
    close: async () => {
      await functions.kill();
      await Promise.all([table.close(), services.close()]);
    },
  };
}

/** The message of an alarm, in the shape in which CloudWatch publishes it. */
export function stateChange(filterName: string, now: number, state = 'ALARM'): string {
  const filter = FILTERS.find((each) => each.filterName === filterName);
  return JSON.stringify({
    AlarmName: `organization-trail-${filterName}`,
    AlarmDescription: `[${filter?.severity ?? 'LOW'}] ${filter?.description} What to do: https://example.com/runbook#${filterName.toLowerCase()}`,
    AWSAccountId: '111111111111',
    NewStateValue: state,
    NewStateReason: 'Threshold Crossed',
    StateChangeTime: new Date(now - MINUTE).toISOString().replace('Z', '+0000'),
    Region: 'Europe (Frankfurt)',
    AlarmArn: `arn:aws:cloudwatch:eu-central-1:111111111111:alarm:organization-trail-${filterName}`,
    OldStateValue: 'OK',
    Trigger: {
      MetricName: `organization-trail-${filterName}`,
      Namespace: 'LogMetrics',
      StatisticType: 'Statistic',
      Statistic: 'MAXIMUM',
      Dimensions: [],
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
    },
  });
}
