import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { parseArn } from '../core/format/arn';
import { openChannels, type Channels } from '../aws/channels';
import type { ReportLocation } from '../records/report';
import { publishReport, type Outdated, type Published } from './publish-report';
import { readSettings, type Settings } from './settings';

const logger = new Logger({ serviceName: 'digest-publisher' });
let opened: { readonly settings: Settings; readonly channels: Channels } | undefined;

/** Publishes what a run has found. */
export async function handler(
  { evidence }: { readonly evidence: ReportLocation },
  context: Context,
): Promise<Published | Outdated> {
  logger.addContext(context);
  const { settings, channels } = (opened ??= open());
  const published = await publishReport(channels, settings, evidence, parseArn(context.invokedFunctionArn));
  const isOutdated = 'alreadyNotified' in published;
  logger.info(isOutdated ? 'this report or a newer one was published before' : 'the report is published', {
    evidence,
    ...published,
  });
  return published;
}

function open() {
  const settings = readSettings(process.env);
  const region = process.env.AWS_REGION ?? 'us-east-1';
  return { settings, channels: openChannels(region, settings.evidenceBucket, settings.checkpointKey) };
}
