import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { CHANNEL_METRICS } from '../../lib/shared/contract';
import { openChannelAws, type ChannelAws } from '../aws/channel/clients';
import { emit } from '../metrics';
import { parsePlaces } from '../records/deployed-place';
import { readChannel } from './read-channel';
import { readSettings, type Settings } from './settings';

const logger = new Logger({ serviceName: 'channel-reader' });
let opened: { readonly settings: Settings; readonly aws: ChannelAws } | undefined;

/** Reads what notifies people in the other account, and notifies those of this one of what is not as it was deployed. */
export async function handler(event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  const { settings, aws } = (opened ??= open());
  const read = await readChannel(aws, settings, parsePlaces(event), Date.now());
  emit(settings.trailName, [[CHANNEL_METRICS.readings, MetricUnit.Count, 1]], CHANNEL_METRICS.namespace);
  logger.info('the other account was read', { ...read });
}

function open() {
  const settings = readSettings(process.env);
  return {
    settings,
    aws: openChannelAws(process.env.AWS_REGION ?? 'us-east-1', settings.parameter, settings.alarmTopic),
  };
}
