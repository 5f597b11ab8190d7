import { hash } from 'node:crypto';
import { nameInArn } from '../format/arn';
import type { LogFileEntry } from '../format/digest-content';
import { gunzipWhole } from '../format/gzip';
import { whenAll } from '../flow/when-all';
import { HOUR, parseIsoTime } from '../format/time';
import { isRecord } from '../format/unverified-digest';
import { isReadFailure } from '../model/store';
import type { Chain } from '../model/trail';
import { ChainReader } from './chain-reader';
import type { ListedDigest } from './digest-list';
import type { Session } from './session';

/** A call that succeeded, from a log file that a verified digest lists. */
export interface VerifiedEvent {
  readonly name: EventName;
  readonly time: number;
  readonly who: string;
  /** Whose trail, account or Region it was about, as far as the request says so. */
  readonly isOwnTrail: boolean;
  /** Whether it says where the trail is to deliver. */
  readonly isMove: boolean;
  readonly accountId?: string;
  readonly region?: string;
}

export interface FoundEvents {
  readonly events: readonly VerifiedEvent[];
  /** Whether everything that could hold such an event was read. */
  readonly isWhole: boolean;
}

/** Which calls are searched, by the service that records them. */
export const EVENTS = {
  'cloudtrail.amazonaws.com': ['StopLogging', 'StartLogging', 'UpdateTrail', 'CreateTrail', 'DeleteTrail'],
  'organizations.amazonaws.com': [
    'CloseAccount',
    'LeaveOrganization',
    'RemoveAccountFromOrganization',
    'AccountDepartedOrganization',
    'AccountJoinedOrganization',
  ],
  'account.amazonaws.com': ['DisableRegion', 'EnableRegion'],
} as const;
type EventName = (typeof EVENTS)[keyof typeof EVENTS][number];

const EVENT_NAMES = Object.values(EVENTS).flat();
const MAX_LOG_FILE = 64 * 1024 * 1024;

/** Searches verified log files for events. All chains of a call share it: each digest is searched once. */
export class VerifiedEvents {
  private readonly readers = new Map<string, ChainReader>();
  private readonly found = new Map<string, Promise<FoundEvents>>();

  public constructor(private readonly session: Session) {}

  /** The events of a time in one chain, oldest first. They are read whichever chains are to be verified. */
  public async within(chain: Chain, from: number, to: number): Promise<FoundEvents> {
    const reader = this.readerOf(chain);
    let listed;
    try {
      // Events are delivered within a quarter of an hour. Two hours allow for late ones and for any start of the hour.
      listed = await reader.list.allEndingWithin(from, to + 2 * HOUR);
    } catch {
      return { events: [], isWhole: false };
    }
    const found: FoundEvents[] = [];
    for (const digest of listed) found.push(await this.inDigest(reader, digest));
    return {
      events: found.flatMap(({ events }) => events).sort((a, b) => a.time - b.time),
      isWhole: found.every(({ isWhole }) => isWhole),
    };
  }

  private readerOf({ accountId, region }: Chain): ChainReader {
    const name = `${accountId}/${region}`;
    const reader = this.readers.get(name) ?? new ChainReader(this.session, { accountId, region });
    this.readers.set(name, reader);
    return reader;
  }

  private inDigest(reader: ChainReader, digest: ListedDigest): Promise<FoundEvents> {
    const name = `${digest.bucket}/${digest.key}`;
    const found = this.found.get(name) ?? eventsOfDigest(reader, digest);
    this.found.set(name, found);
    return found;
  }
}

async function eventsOfDigest(reader: ChainReader, digest: ListedDigest): Promise<FoundEvents> {
  const { verified } = await reader.verdictOf(digest);
  if (verified === undefined) return { events: [], isWhole: false };
  const read = await whenAll(verified.logFiles.map((entry) => eventsOfLogFile(reader.session, entry, verified.end)));
  return { events: read.flatMap((events) => events ?? []), isWhole: !read.includes(undefined) };
}

/** The events of a log file whose hash is verified; undefined for any other. */
async function eventsOfLogFile(
  session: Session,
  entry: LogFileEntry,
  digestEnd: number,
): Promise<VerifiedEvent[] | undefined> {
  const bucket = session.readableBucket(entry, digestEnd);
  if (bucket === undefined) return undefined;
  const events = await session.useObject(
    bucket,
    entry.key,
    ({ body }) => {
      const content = body instanceof Uint8Array ? gunzipWhole(body, MAX_LOG_FILE) : 'too-large';
      return typeof content === 'string' || hash('sha256', content) !== entry.sha256
        ? undefined
        : eventsOf(content, session.request.trail.arn);
    },
    { streamAbove: MAX_LOG_FILE },
  );
  return events === undefined || isReadFailure(events) ? undefined : events;
}

function eventsOf(content: Buffer, trailArn: string): VerifiedEvent[] {
  // Hardly any log file holds such an event, and searching its name is cheaper than parsing.
  if (!EVENT_NAMES.some((name) => content.includes(name))) return [];
  const document: unknown = JSON.parse(content.toString('utf8'));
  const records = isRecord(document) && Array.isArray(document.Records) ? document.Records : [];
  return records.filter(isRecord).flatMap((record) => toEvent(record, trailArn) ?? []);
}

function toEvent(record: Readonly<Record<string, unknown>>, trailArn: string): VerifiedEvent | undefined {
  const { eventSource, eventName, eventTime, errorCode, userIdentity, requestParameters } = record;
  const { recipientAccountId, serviceEventDetails } = record;
  const time = parseIsoTime(eventTime);
  const name = EVENT_NAMES.find((other) => other === eventName);
  const names: readonly string[] = Object.hasOwn(EVENTS, String(eventSource))
    ? EVENTS[eventSource as keyof typeof EVENTS]
    : [];
  if (name === undefined || !names.includes(name) || time === undefined || errorCode !== undefined) return undefined;
  const parameters = isRecord(requestParameters) ? requestParameters : {};
  const trail = parameters.name ?? parameters.trailName;
  // Events of the service itself have details in the place of parameters.
  const details = isRecord(serviceEventDetails) ? serviceEventDetails : {};
  const accountId = fieldOf(parameters, 'accountId') ?? fieldOf(details, 'accountId') ?? recipientAccountId;
  const region = fieldOf(parameters, 'regionName');
  return {
    name,
    time,
    who: isRecord(userIdentity) ? String(userIdentity.arn ?? userIdentity.invokedBy ?? '') : '',
    isOwnTrail: trail === trailArn || trail === nameInArn(trailArn),
    isMove: name === 'UpdateTrail' && ['s3BucketName', 's3KeyPrefix'].some((field) => parameters[field] !== undefined),
    ...(typeof accountId === 'string' && { accountId }),
    ...(typeof region === 'string' && { region }),
  };
}

/**
 * A field in whatever letter case. The API of Account Management has RegionName and AccountId; CloudTrail's documented
 * events of that service have their fields in lower camel case, and none of them is about a Region.
 */
function fieldOf(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  const [, value] = Object.entries(fields).find(([other]) => other.toLowerCase() === name.toLowerCase()) ?? [];
  return value;
}
