import { SEVERITIES, type Call, type Severity } from './call';

/** A message from a queue. */
export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
}

/** Calls that people are notified of in one message. */
export interface Group {
  readonly messageIds: readonly string[];
  /** How many calls there were, each once however often the queue delivered it. */
  readonly count: number;
  /** One of each sort, the most frequent first. */
  readonly sorts: readonly Sort[];
  /** When the first and the last of them was made, in ISO 8601. */
  readonly first: string;
  readonly last: string;
  readonly severity: Severity;
}

/** Calls by the same principal of the same operation, that ended in the same way. */
export interface Sort {
  readonly example: Call;
  readonly count: number;
  /** How many network addresses they came from. */
  readonly addresses: number;
}

/** The most messages that one batch becomes. */
const MOST_GROUPS = 25;

/** The calls of a batch in groups: those that were refused by their alert, those of deployments by their session. */
export function groupsOf(calls: ReadonlyMap<string, Call>): Group[] {
  const gathered = gather([...calls], ([, call]) => keyOf(call));
  const groups = [...gathered.values()];
  if (groups.length <= MOST_GROUPS) return groups.map(toGroup);
  // Whatever is left over is reported too: together, but never what was refused with what was not.
  const rest = gather(groups.slice(MOST_GROUPS - 2).flat(), ([, { kind }]) => kind);
  return [...groups.slice(0, MOST_GROUPS - 2), ...rest.values()].map(toGroup);
}

function keyOf({ kind, alert, session, userArn, account, region }: Call): string {
  return JSON.stringify(kind === 'refused' ? [kind, alert] : [kind, session, userArn, account, region]);
}

type Entry = readonly [messageId: string, call: Call];

function toGroup(entries: readonly Entry[]): Group {
  const calls = once(entries.map(([, call]) => call));
  const times = calls.map(({ time }) => time).sort();
  return {
    messageIds: entries.map(([messageId]) => messageId),
    count: calls.length,
    sorts: sortsOf(calls),
    first: times[0],
    last: times[times.length - 1],
    severity: SEVERITIES.find((severity) => calls.some((call) => call.severity === severity))!,
  };
}

/** A standard queue delivers a message twice now and then. */
function once(calls: readonly Call[]): Call[] {
  const known = new Set<string>();
  return calls.filter(({ alert, eventId }) => {
    const key = `${alert} ${eventId}`;
    const isNew = eventId === '' || !known.has(key);
    known.add(key);
    return isNew;
  });
}

function sortsOf(calls: readonly Call[]): Sort[] {
  const gathered = gather(calls, ({ alert, eventName, eventSource, errorCode, userType, userArn, invokedBy }) =>
    JSON.stringify([alert, eventName, eventSource, errorCode, userType, userArn, invokedBy]),
  );
  return [...gathered.values()]
    .map((alike) => ({
      example: alike[0],
      count: alike.length,
      addresses: new Set(alike.map(({ sourceIp }) => sourceIp)).size,
    }))
    .sort((one, other) => other.count - one.count);
}

function gather<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const gathered = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const alike = gathered.get(key);
    if (alike === undefined) gathered.set(key, [item]);
    else alike.push(item);
  }
  return gathered;
}
