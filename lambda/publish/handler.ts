import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { openChannels, type Channels } from '../aws/channels';
import { findNewestIn } from '../aws/s3/newest-object';
import type { Place } from './message/compose';
import { publish as publishResult, type Outdated, type Published } from './publish-report';
import { readPublisherSettings, readWatchSettings, type PublisherSettings, type WatchSettings } from './settings';
import { watch as watchEvidence, type FindNewest } from '../watch/evidence-age';

const logger = new Logger({ serviceName: 'digest-publisher' });
let publisher: { readonly settings: PublisherSettings; readonly channels: Channels } | undefined;
let watcher: { readonly settings: WatchSettings; readonly findNewest: FindNewest } | undefined;

/** Tells what a run has found. */
export async function publish(
  { evidence }: { readonly evidence: Place },
  context: Context,
): Promise<Published | Outdated> {
  logger.addContext(context);
  const { settings, channels } = (publisher ??= openPublisher());
  const [, partition = 'aws', , region = '', accountId = ''] = context.invokedFunctionArn.split(':');
  const published = await publishResult(channels, settings, evidence, { partition, region, accountId });
  const isOutdated = 'toldAlready' in published;
  logger.info(isOutdated ? 'this result or a newer one was told already' : 'the result is published', {
    evidence,
    ...published,
  });
  return published;
}

/** Looks whether there is new evidence. */
export async function watch(_event: unknown, context: Context): Promise<{ age?: number }> {
  logger.addContext(context);
  const { settings, findNewest } = (watcher ??= openWatcher());
  return watchEvidence(findNewest, settings, Date.now());
}

function openPublisher() {
  const settings = readPublisherSettings(process.env);
  return { settings, channels: openChannels(ownRegion(), settings.evidenceBucket, settings.memoryKey) };
}

function openWatcher() {
  const settings = readWatchSettings(process.env);
  return { settings, findNewest: findNewestIn(ownRegion(), settings.evidenceBucket) };
}

function ownRegion(): string {
  return process.env.AWS_REGION ?? 'us-east-1';
}
