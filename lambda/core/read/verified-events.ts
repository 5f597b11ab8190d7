import { hash } from 'node:crypto';
import { ChainContext } from '../judge/chain-context';
import { isRecord } from '../format/unverified-digest';
import type { LogFileEntry } from '../format/digest-content';
import type { ListedDigest } from './digest-list';
import { gunzipWhole } from '../format/gzip';
import { trailName } from '../format/object-keys';
import type { Chain } from '../model/request';
import type { Run } from './session';
import { isReadFailure } from '../model/store';
import { HOUR, parseIsoTime } from '../format/time';

/** A call that has succeeded, out of a log file whose digest is verified. */
export interface VerifiedEvent {
  readonly name: EventName;
  readonly time: number;
  readonly who: string;
  /** Whose trail, account or Region it was about, as far as the request says so. */
  readonly isOwnTrail: boolean;
  readonly accountId?: string;
  readonly region?: string;
}

export interface FoundEvents {
  readonly events: readonly VerifiedEvent[];
  /** Whether everything that could hold such an event was read. */
  readonly isWhole: boolean;
}

/** Which calls are looked for, by the service that records them. */
export const EVENTS = {
  'cloudtrail.amazonaws.com': ['StopLogging', 'StartLogging', 'UpdateTrail', 'CreateTrail', 'DeleteTrail'],
  'organizations.amazonaws.com': ['CloseAccount', 'LeaveOrganization', 'RemoveAccountFromOrganization'],
  'account.amazonaws.com': ['DisableRegion'],
} as const;
type EventName = (typeof EVENTS)[keyof typeof EVENTS][number];

const EVENT_NAMES = Object.values(EVENTS).flat();
const MAX_LOG_FILE = 64 * 1024 * 1024;

/** The events of a time in one chain, oldest first. Read for this even when another chain was asked for. */
export async function eventsWithin(run: Run, chain: Chain, from: number, to: number): Promise<FoundEvents> {
  const context = contextOf(run, chain);
  const found: FoundEvents[] = [];
  let listed;
  try {
    // Events are delivered within a quarter of an hour; two hours let late ones and odd starts in.
    listed = await context.list.allEndingWithin(from, to + 2 * HOUR);
  } catch {
    return { events: [], isWhole: false };
  }
  for (const digest of listed) {
    const name = `${digest.bucket}/${digest.key}`;
    const inDigest = run.events.get(name) ?? eventsOfDigest(context, digest);
    run.events.set(name, inDigest);
    found.push(await inDigest);
  }
  return {
    events: found.flatMap(({ events }) => events).sort((a, b) => a.time - b.time),
    isWhole: found.every(({ isWhole }) => isWhole),
  };
}

function contextOf(run: Run, { accountId, region }: Chain): ChainContext {
  const name = `${accountId}/${region}`;
  const context = run.eventContexts.get(name) ?? new ChainContext(run, { accountId, region });
  run.eventContexts.set(name, context);
  return context;
}

async function eventsOfDigest(context: ChainContext, digest: ListedDigest): Promise<FoundEvents> {
  const { verified } = await context.verdictOf(digest);
  if (verified === undefined) return { events: [], isWhole: false };
  const read = await Promise.all(verified.logFiles.map((entry) => eventsOfLogFile(context.run, entry)));
  return { events: read.flatMap((events) => events ?? []), isWhole: !read.includes(undefined) };
}

/** The events of a log file whose hash holds; undefined for any other. */
async function eventsOfLogFile(run: Run, entry: LogFileEntry): Promise<VerifiedEvent[] | undefined> {
  const bucket = run.readableBucket(entry.bucket);
  if (bucket === undefined) return undefined;
  const events = await run.useObject(
    bucket,
    entry.key,
    ({ body }) => {
      const content = body instanceof Uint8Array ? gunzipWhole(body, MAX_LOG_FILE) : 'too-large';
      return typeof content === 'string' || hash('sha256', content) !== entry.sha256
        ? undefined
        : eventsOf(content, run.request.trail.arn);
    },
    { streamAbove: MAX_LOG_FILE },
  );
  return events === undefined || isReadFailure(events) ? undefined : events;
}

function eventsOf(content: Buffer, trailArn: string): VerifiedEvent[] {
  // Hardly any log file holds such an event; looking for its name is cheaper than parsing.
  if (!EVENT_NAMES.some((name) => content.includes(name))) return [];
  const document: unknown = JSON.parse(content.toString('utf8'));
  const records = isRecord(document) && Array.isArray(document.Records) ? document.Records : [];
  return records.filter(isRecord).flatMap((record) => toEvent(record, trailArn) ?? []);
}

function toEvent(record: Readonly<Record<string, unknown>>, trailArn: string): VerifiedEvent | undefined {
  const { eventSource, eventName, eventTime, errorCode, userIdentity, requestParameters, recipientAccountId } = record;
  const time = parseIsoTime(eventTime);
  const name = EVENT_NAMES.find((other) => other === eventName);
  const names: readonly string[] = Object.hasOwn(EVENTS, String(eventSource))
    ? EVENTS[eventSource as keyof typeof EVENTS]
    : [];
  if (name === undefined || !names.includes(name) || time === undefined || errorCode !== undefined) return undefined;
  const asked = isRecord(requestParameters) ? requestParameters : {};
  const trail = asked.name ?? asked.trailName;
  const accountId = asked.accountId ?? recipientAccountId;
  return {
    name,
    time,
    who: isRecord(userIdentity) ? String(userIdentity.arn ?? userIdentity.invokedBy ?? '') : '',
    isOwnTrail: trail === trailArn || trail === trailName({ arn: trailArn, bucket: '' }),
    ...(typeof accountId === 'string' && { accountId }),
    ...(typeof asked.regionName === 'string' && { region: asked.regionName }),
  };
}
