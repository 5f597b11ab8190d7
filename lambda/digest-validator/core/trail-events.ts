import { hash } from 'node:crypto';
import { ChainContext } from './chain-context';
import { isRecord } from './digest';
import type { LogFileEntry } from './digest-content';
import { gunzipWhole } from './gzip';
import { homeChain, trailName } from './keys';
import type { Run } from './run';
import { isRefusal } from './store';
import { HOUR, parseIsoTime } from './time';

/** A call that stops, starts or changes this trail, out of a log file whose digest is verified. */
export interface TrailEvent {
  readonly name: string;
  readonly time: number;
  readonly who: string;
}

export interface FoundEvents {
  readonly events: readonly TrailEvent[];
  /** Whether everything that could hold such an event was read. */
  readonly isWhole: boolean;
}

const EVENT_NAMES = ['StopLogging', 'StartLogging', 'UpdateTrail', 'CreateTrail', 'DeleteTrail'];
const MAX_LOG_FILE = 64 * 1024 * 1024;

/**
 * The trail's own events of a time, oldest first, from the owner's account in the home Region, where CloudTrail logs
 * them. Read for this even when another chain was asked for.
 */
export async function trailEventsWithin(run: Run, from: number, to: number): Promise<FoundEvents> {
  const home = run.homeContext ?? new ChainContext(run, homeChain(run.request.trail));
  run.homeContext = home;
  const found: FoundEvents[] = [];
  let listed;
  try {
    // Events are delivered within a quarter of an hour; two hours let late ones and odd starts in.
    listed = await home.list.allEndingWithin(from, to + 2 * HOUR);
  } catch {
    return { events: [], isWhole: false };
  }
  for (const digest of listed) {
    const name = `${digest.bucket}/${digest.key}`;
    const inDigest = run.trailEvents.get(name) ?? eventsOfDigest(home, digest);
    run.trailEvents.set(name, inDigest);
    found.push(await inDigest);
  }
  return {
    events: found.flatMap(({ events }) => events).sort((a, b) => a.time - b.time),
    isWhole: found.every(({ isWhole }) => isWhole),
  };
}

async function eventsOfDigest(
  home: ChainContext,
  digest: Parameters<ChainContext['verdictOf']>[0],
): Promise<FoundEvents> {
  const { verified } = await home.verdictOf(digest);
  if (verified === undefined) return { events: [], isWhole: false };
  const read = await Promise.all(verified.logFiles.map((entry) => eventsOfLogFile(home.run, entry)));
  return { events: read.flatMap((events) => events ?? []), isWhole: !read.includes(undefined) };
}

/** The events of a log file whose hash holds; undefined for any other. */
async function eventsOfLogFile(run: Run, entry: LogFileEntry): Promise<TrailEvent[] | undefined> {
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
  return events === undefined || isRefusal(events) ? undefined : events;
}

function eventsOf(content: Buffer, trailArn: string): TrailEvent[] {
  // Hardly any log file holds such an event; looking for its name is cheaper than parsing.
  if (!EVENT_NAMES.some((name) => content.includes(name))) return [];
  const document: unknown = JSON.parse(content.toString('utf8'));
  const records = isRecord(document) && Array.isArray(document.Records) ? document.Records : [];
  return records.filter(isRecord).flatMap((record) => {
    const { eventSource, eventName, eventTime, errorCode, userIdentity, requestParameters } = record;
    const time = parseIsoTime(eventTime);
    const named = isRecord(requestParameters) ? (requestParameters.name ?? requestParameters.trailName) : undefined;
    const isOurs = named === trailArn || named === trailName({ arn: trailArn, bucket: '' });
    const isCall = eventSource === 'cloudtrail.amazonaws.com' && EVENT_NAMES.includes(String(eventName));
    if (!isOurs || !isCall || time === undefined || errorCode !== undefined) return [];
    const who = isRecord(userIdentity) ? String(userIdentity.arn ?? userIdentity.invokedBy ?? '') : '';
    return [{ name: String(eventName), time, who }];
  });
}
