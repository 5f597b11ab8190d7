import type { About, Message } from '../notice';
import { parseCall, type Call, type Severity } from './call';
import { groupsOf, type QueueMessage } from './groups';
import { messageOf, unreadableMessage } from './message';

/** What became of a batch. */
export interface Notified {
  /** The messages that the queue is to deliver again. */
  readonly failed: readonly string[];
  readonly sent: number;
  readonly unreadable: number;
  /** Why some could not be sent. */
  readonly reasons: readonly string[];
}

/** What is sent of a part of a batch. */
interface Outgoing {
  readonly ids: readonly string[];
  readonly severity: Severity;
  readonly message: Message;
}

/** Notifies people of a batch, those of the severity of each message. What could not be sent keeps nothing else from people. */
export async function notify(
  batch: readonly QueueMessage[],
  about: About,
  send: (severity: Severity, message: Message) => Promise<void>,
): Promise<Notified> {
  const { calls, unreadable } = read(batch);
  const outgoing = groupsOf(calls).map((group): Outgoing => ({
    ids: group.messageIds,
    severity: group.severity,
    message: messageOf(group, about),
  }));
  if (unreadable.length > 0)
    outgoing.push({ ids: unreadable, severity: 'CRITICAL', message: unreadableMessage(unreadable.length, about) });
  const attempts = await Promise.allSettled(outgoing.map(({ severity, message }) => send(severity, message)));
  const failures = attempts.flatMap((attempt, index) =>
    attempt.status === 'rejected' ? [{ ids: outgoing[index].ids, reason: String(attempt.reason) }] : [],
  );
  return {
    failed: failures.flatMap(({ ids }) => ids),
    sent: outgoing.length - failures.length,
    unreadable: unreadable.length,
    reasons: failures.map(({ reason }) => reason),
  };
}

function read(batch: readonly QueueMessage[]) {
  const calls = new Map<string, Call>();
  const unreadable: string[] = [];
  for (const { messageId, body } of batch) {
    const call = parseCall(body);
    if (call === undefined) unreadable.push(messageId);
    else calls.set(messageId, call);
  }
  return { calls, unreadable };
}
