import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { openTopics, type SendMessage } from '../aws/sns';
import { topicFor } from '../notice';
import { readSettings, type Settings } from './settings';
import { notify } from './notify';

const logger = new Logger({ serviceName: 'alert-groups' });
let opened: { readonly settings: Settings; readonly send: SendMessage } | undefined;

/** Notifies people together of the alerts in a batch. */
export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const { settings, send } = (opened ??= open());
  const { failed, ...notified } = await notify(Records, settings, (severity, { subject, body }) =>
    send(topicFor(settings.topics, severity), subject, body),
  );
  logger.info('people were notified of alerts together', {
    received: Records.length,
    failed: failed.length,
    ...notified,
  });
  // Lambda counts no error where it is given back a part of a batch, and all of one is a part.
  if (failed.length > 0 && failed.length === Records.length)
    throw new Error(`nothing was sent: ${notified.reasons[0]}`);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

function open() {
  const settings = readSettings(process.env);
  return { settings, send: openTopics(process.env.AWS_REGION ?? 'us-east-1') };
}
