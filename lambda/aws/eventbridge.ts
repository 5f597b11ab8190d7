import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** Puts one event on the default event bus. */
export async function putEvent(
  client: EventBridgeClient,
  Source: string,
  DetailType: string,
  detail: object,
): Promise<void> {
  const entry = { Source, DetailType, Detail: JSON.stringify(detail) };
  const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  if (FailedEntryCount > 0) throw new Error(`EventBridge rejected the event: ${Entries[0]?.ErrorMessage}`);
}
