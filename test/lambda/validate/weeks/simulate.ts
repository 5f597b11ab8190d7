// Lets the weeks of a history pass on the bundled functions, with a sweep each week, and says what people got to know.
import { ENVIRONMENT } from '../../../../lib/shared/contract';
import type { CorpusOptions } from '../../../support/corpus';
import type { Seen } from '../../../support/run-time/seen';
import { ACCOUNTS, REGION, START, World } from '../../../support/run-time/world';
import { codesIn, TROUBLES, type Trouble } from '../simulated';
import { HOURS, hoursOf, RETENTION_DAYS, S3_TROUBLES, SWEEPS, type Event, type History } from './history';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [OWNER, MEMBER] = ACCOUNTS;
const JOINING = '555555555555';
export const OTHER_REGION = 'eu-west-1';

/** What is done to the organization in some hours besides. */
export interface Acts {
  readonly options?: Partial<CorpusOptions>;
  readonly at?: Readonly<Record<number, (world: World) => void | Promise<void>>>;
}

/** What one invocation has left. */
export interface Run {
  readonly hour: number;
  readonly seen: Seen;
  /** Of what is INVALID. */
  readonly codes: readonly string[];
}

export function openWorld(): Promise<World> {
  return World.open({ [ENVIRONMENT.retentionDays]: String(RETENTION_DAYS), SHARE_OF_WAITS: '0.002' });
}

export async function simulate(world: World, history: History, { options, at = {} }: Acts = {}): Promise<Run[]> {
  await world.begin({ ...QUIET, ...options });
  world.skew = history.skewMinutes * 60_000;
  deliverLate(world, history);
  letComeAndGo(world, history);
  const runs: Run[] = [];
  let published: Published;
  for (const hour of hoursOf(history, Object.keys(at).map(Number))) {
    const event = history.events.find((other) => other.hour === hour);
    world.passTo(hour + (event?.is === 'late' ? 50 / 60 : 0));
    expire(world);
    repeat(world, history, hour);
    comeAndGo(world, history, hour);
    await at[hour]?.(world);
    const seen = await invoke(world, event);
    if (SWEEPS.includes(hour)) {
      // By then the lease of an hourly run that was killed is over.
      world.passTo(hour + 57 / 60);
      seen.push(await world.run('sweep'));
    }
    if (event?.is === 'published again') seen.push(await publishAgain(world, published));
    published = seen[0]?.outcome?.evidence ?? published;
    for (const one of seen) runs.push({ hour, seen: one, codes: codesIn(one.report) });
  }
  return runs;
}

type Published = { readonly bucket: string; readonly key: string } | undefined;

/** One log file in three hours: a sweep is no matter of minutes. */
const QUIET = {
  hours: HOURS + 4,
  logsPerHour: 1,
  backfills: [20, 200, 330],
  idleHours: Array.from({ length: HOURS }, (_, hour) => hour).filter((hour) => hour % 3 !== 0),
};

function deliverLate(world: World, { late, backfillHours }: History): void {
  for (const { account, index, hours, what } of late) {
    const chain = world.corpus.chain(account);
    const end = (chain.ends[index] - START) / HOUR;
    const key = chain.normalKeys[index];
    // A digest lists what was delivered in its hour, so it comes after its log files.
    if (what === 'log files') for (const logFile of chain.logFilesOf(key)) world.deliverLate(logFile, end - 0.2);
    world.deliverLate(key, end + (what === 'digest' ? hours : 0.6));
  }
  for (const chain of world.corpus.chains) {
    for (const key of chain.backfillKeys) {
      const [, end] = /_(\d{8}T\d{6}Z)_backfill/.exec(key) ?? [];
      const time = Date.parse(end.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'));
      const hours = (time - START) / HOUR + backfillHours;
      for (const logFile of chain.logFilesOf(key)) world.deliverLate(logFile, hours);
      world.deliverLate(key, hours + 1.5);
    }
  }
}

function letComeAndGo(world: World, { joins, stays, enables }: History): void {
  const started = (accounts: string[], regions: string[], hour: number) => {
    const places = (world.corpus.options.formerPlaces ?? []).map(({ throughHour, ...place }) => ({
      ...place,
      throughHour: throughHour - hour,
    }));
    const nothing = { backfills: [], restarts: [], calls: [] };
    return world.alsoDeliver({ accounts, regions, start: START + hour * HOUR, formerPlaces: places, ...nothing });
  };
  const joining = started([JOINING], [REGION], joins);
  for (const key of joining.chain(JOINING).normalKeys.slice(stays)) {
    for (const gone of [key, ...joining.chain(JOINING).logFilesOf(key)]) world.stopDelivery(gone);
  }
  world.enabledRegions = { [OWNER]: [REGION], [MEMBER]: [REGION], [JOINING]: [REGION] };
  started([MEMBER], [OTHER_REGION], enables + 1);
}

function comeAndGo(world: World, { joins, stays, enables }: History, hour: number): void {
  const isMember = hour >= joins && hour < joins + stays;
  const others = world.members.filter(({ Id }) => Id !== JOINING);
  const joined = { Id: JOINING, Status: 'ACTIVE', JoinedTimestamp: new Date(START + joins * HOUR) };
  world.members.splice(0, 9, ...others, ...(isMember ? [joined] : []));
  if (hour >= enables) world.enabledRegions[MEMBER] = [REGION, OTHER_REGION];
}

/** What the bucket's lifecycle deletes: at midnight, what is older than retention. */
function expire(world: World): void {
  const before = Math.floor(world.now / DAY) * DAY - RETENTION_DAYS * DAY;
  for (const key of world.logs.allKeys) {
    const { lastModified } = world.logs.versions(key)[world.logs.versions(key).length - 1];
    if (lastModified.getTime() < before) world.logs.erase(key);
  }
}

/** The same objects once more: CloudTrail delivers each at least once. */
function repeat(world: World, { repeated }: History, hour: number): void {
  for (const { account, index, hours } of repeated) {
    if (index + hours + 1 !== hour) continue;
    const chain = world.corpus.chain(account);
    const key = chain.normalKeys[index];
    for (const again of [...chain.logFilesOf(key), key]) {
      const object = world.logs.object(again);
      if (object !== undefined) world.logs.put(again, { ...object, lastModified: new Date(world.now) });
    }
  }
}

async function invoke(world: World, event: Event | undefined): Promise<Seen[]> {
  if (event?.is === 'missed') return [];
  if (event?.is === 'twice') return [await world.run(), await world.run()];
  if (event?.is === 'at once') {
    const answers = await Promise.all([world.invoke('handler', {}), world.invoke('handler', {})]);
    return [await world.seen(answers[0]), await world.seen(answers[1])];
  }
  if (event?.is === 'killed') world.writesLeft = event.writes;
  if (event?.is === 'trouble') begin(world, event.trouble);
  const seen = await world.run();
  world.writesLeft = world.table.faults = Infinity;
  world.table.fault = world.kms.fault = world.s3Fault = undefined;
  world.deniesReports = world.deniesKeys = world.channels.isTopicGone = false;
  world.hasOrganizations = true;
  return [seen];
}

function begin(world: World, trouble: Trouble | keyof typeof S3_TROUBLES): void {
  if (!Object.hasOwn(S3_TROUBLES, trouble)) return TROUBLES[trouble as Trouble](world);
  const part = S3_TROUBLES[trouble as keyof typeof S3_TROUBLES];
  world.s3Fault = ({ bucket }) => (bucket.includes(part) ? 'internalError' : undefined);
}

/** EventBridge and Lambda invoke at least once: an event of an earlier run comes again. */
async function publishAgain(world: World, evidence: Published): Promise<Seen> {
  const event = { evidence };
  const again = await world.lambda.invoke({ asset: 'publish', handler: 'handler', event, now: world.now });
  return world.seen({ ...again, result: undefined });
}

/** A person acknowledges all that the newest report has open. */
export function acknowledgeAll(world: World): void {
  const names = world.openNames();
  if (names.length > 0) world.acknowledge(...names);
}
