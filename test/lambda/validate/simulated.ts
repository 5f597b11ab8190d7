// An organization over days, on the bundled functions: what happens in which hour is drawn, and so is one attack.
import type { Report } from '../../../lambda/records/report';
import fc from '../../support/properties';
import { ACCOUNTS, REGION, START, type Seen, type World } from '../../support/run-time/world';
import { ServiceError } from '../../support/stand-ins';

const HOUR = 3_600_000;
export const HOURS = 60;
const [, MEMBER] = ACCOUNTS;
const JOINING = '555555555555';

/** What a run meets that is nobody's act. Each of them lasts for one run. */
export const TROUBLES = {
  'the table is throttled': (world: World) => {
    [world.table.fault, world.table.faults] = ['throttled', 2];
  },
  'KMS is out': (world: World) => void (world.kms.fault = new ServiceError('KMSInternalException', 'out')),
  'no report can be written': (world: World) => void (world.deniesReports = true),
  'Organizations is out': (world: World) => void (world.hasOrganizations = false),
  'keys are denied': (world: World) => void (world.deniesKeys = true),
  'a topic is gone': (world: World) => void (world.channels.isTopicGone = true),
} as const;

export type Trouble = keyof typeof TROUBLES;

/** What the runs do. */
type Event = { readonly hour: number } & (
  | { readonly is: 'trouble'; readonly trouble: Trouble }
  | { readonly is: 'killed'; readonly writes: number }
  | { readonly is: 'missed' | 'twice' | 'sweep' }
);

export interface History {
  readonly events: readonly Event[];
  /** Digests by account and number, and by how many hours each is late. */
  readonly late: readonly { readonly account: string; readonly index: number; readonly hours: number }[];
  /** When another account joins. */
  readonly joins: number;
  readonly skewMinutes: number;
}

const anyHour = fc.integer({ min: 3, max: HOURS - 4 });
const kinds = fc.oneof(
  fc.record({ is: fc.constant('trouble' as const), trouble: fc.constantFrom(...(Object.keys(TROUBLES) as Trouble[])) }),
  fc.record({ is: fc.constant('killed' as const), writes: fc.nat(8) }),
  fc.record({ is: fc.constantFrom('missed' as const, 'twice' as const, 'sweep' as const) }),
);

export const anyHistory: fc.Arbitrary<History> = fc.record({
  events: fc.uniqueArray(
    fc.tuple(anyHour, kinds).map(([hour, kind]): Event => ({ hour, ...kind })),
    { minLength: 4, maxLength: 16, selector: ({ hour }) => hour },
  ),
  late: fc.uniqueArray(
    fc.record({
      account: fc.constantFrom(...ACCOUNTS),
      index: fc.nat(HOURS - 10),
      hours: fc.integer({ min: 1, max: 4 }),
    }),
    { maxLength: 5, selector: ({ account, index }) => `${account} ${index}` },
  ),
  joins: fc.integer({ min: 10, max: 30 }),
  skewMinutes: fc.integer({ min: -4, max: 4 }),
});

/** What somebody does who may do anything, to objects of an hour that is verified. */
export const ATTACKS: Readonly<Record<string, (world: World) => void | Promise<void>>> = {
  'a log file is deleted': (world) => world.logs.delete(logFile(world), new Date(world.now)),
  'a log file is changed': (world) => replace(world, logFile(world), 'forged'),
  'a digest is deleted': (world) => world.logs.delete(digest(world), new Date(world.now)),
  'a digest is changed': (world) => replace(world, digest(world), 'forged'),
  'the newest reports are deleted': (world) =>
    world
      .reportKeys()
      .slice(-3)
      .forEach((key) => world.evidence.erase(key)),
  'the newest reports and all marks are deleted': (world) => {
    const marks = world.evidence.allKeys.filter((key) => key.includes('/notified/'));
    [...world.reportKeys().slice(-3), ...marks].forEach((key) => world.evidence.erase(key));
  },
  'a report is written over': (world) => {
    const body = Buffer.from('{}');
    world.evidence.put(world.reportKeys().pop() ?? '', { body, lastModified: new Date(world.now) });
  },
  'the table is emptied': (world) => world.table.empty(),
};

function digest(world: World): string {
  return world.corpus.chain(MEMBER).normalKeys[4];
}

function logFile(world: World): string {
  return world.corpus.chain(MEMBER).logFilesOf(digest(world))[0];
}

function replace(world: World, key: string, text: string): void {
  world.logs.put(key, { ...world.logs.object(key), body: Buffer.from(text), lastModified: new Date(world.now) });
}

/** What people got to know, hour by hour. */
export interface Hour {
  readonly hour: number;
  readonly seen: Seen;
  readonly codes: readonly string[];
}

/** Lets the hours pass, and does in one of them what is given. */
export async function simulate(
  world: World,
  { events, late, joins, skewMinutes }: History,
  { attack, at }: { readonly attack?: (world: World) => void | Promise<void>; readonly at?: number } = {},
): Promise<Hour[]> {
  await world.begin({ hours: HOURS + 4, logsPerHour: 1, backfills: [20], idleHours: [7, 8] });
  for (const { account, index, hours } of late) {
    const key = world.corpus.chain(account).normalKeys[index];
    world.deliverLate(key, (world.corpus.chain(account).ends[index] - START) / HOUR + hours);
  }
  world.alsoDeliver({
    accounts: [JOINING],
    regions: [REGION],
    start: START + joins * HOUR,
    backfills: [],
    idleHours: [],
  });
  world.skew = skewMinutes * 60_000;
  const hours: Hour[] = [];
  for (let hour = 2; hour <= HOURS; hour++) {
    world.passTo(hour);
    if (hour === joins) world.members.push({ Id: JOINING, Status: 'ACTIVE', JoinedTimestamp: new Date(world.now) });
    if (hour === at) await attack?.(world);
    for (const seen of await runs(
      world,
      events.find((event) => event.hour === hour),
    )) {
      hours.push({ hour, seen, codes: codesIn(seen.report) });
    }
  }
  return hours;
}

async function runs(world: World, event: Event | undefined): Promise<Seen[]> {
  if (event?.is === 'missed') return [];
  if (event?.is === 'sweep') return [await world.run(), await world.run('sweep')];
  if (event?.is === 'twice') return [await world.run(), await world.run()];
  if (event?.is === 'killed') world.writesLeft = event.writes;
  if (event?.is === 'trouble') TROUBLES[event.trouble](world);
  const seen = await world.run();
  world.writesLeft = world.table.faults = Infinity;
  world.table.fault = world.kms.fault = undefined;
  world.deniesReports = world.deniesKeys = world.channels.isTopicGone = false;
  world.hasOrganizations = true;
  return [seen];
}

export function codesIn(report: Report | undefined): string[] {
  const groups = report?.groups.filter(({ severity }) => severity === 'INVALID') ?? [];
  return [...new Set(groups.map(({ code }) => code))];
}
