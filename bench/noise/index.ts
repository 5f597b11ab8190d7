import { printTable, round } from '../table';
import { dayOf, ownDeployment, RATES, type Organization } from './daily-life';
import { SEVERITIES, synthesize, type Severity } from './deployed';
import { DAY, MINUTE, randomNumbers, type TimedEvent } from './events';
import { deliver, type Message, type Model, type Outcome } from './messages';
import { PROFILES, type Profile } from './profiles';
import { recordedAttack } from './recorded-attack';

export interface NoiseOptions extends Organization {
  readonly days: number;
}

const START = Date.UTC(2026, 2, 2);
const MEMBER = '333333333333';
const MANAGEMENT = '111111111111';
const HOME_REGION = 'us-east-1';

/** How many messages people get on a day, and how soon they know of an attack: by the synthesized filters and rules. */
export async function measureNoise(options: NoiseOptions): Promise<void> {
  const model = synthesize();
  printTable('The rates of a day', [
    ['events', 'a day', 'source'],
    ...RATES.map(({ what, perDay, source }) => [what, round(perDay(options), 2), source]),
  ]);
  const days = daysOf(options);
  for (const profile of PROFILES) await printDays(profile, days, model);
  printTable('Floods, deployments and the recorded attack: messages', [
    ['what', ...PROFILES.map(({ name }) => name), 'latest notified above MEDIUM'],
    ...(await Promise.all(SCENES.map((scene) => rowOf(scene, model)))),
  ]);
}

function daysOf({ days, ...organization }: NoiseOptions): TimedEvent[][] {
  const random = randomNumbers(1);
  return Array.from({ length: days }, (_, index) => dayOf(organization, START + index * DAY, random));
}

async function printDays(profile: Profile, days: readonly (readonly TimedEvent[])[], model: Model): Promise<void> {
  const counts = await Promise.all(days.map(async (day) => (await deliver(day, model, profile)).messages));
  const of = (severity: Severity) =>
    counts.map((messages) => messages.filter((each) => each.severity === severity).length);
  const rows = SEVERITIES.map((severity) => [severity, ...figures(of(severity))]);
  printTable(`Messages a day without an attack, profile ${profile.name}`, [
    ['severity', 'mean', 'most'],
    ...rows,
    ['all', ...figures(counts.map(({ length }) => length))],
    ...loudest(counts.flat(), days.length),
  ]);
}

function figures(counts: readonly number[]): [string, number] {
  return [round(counts.reduce((sum, count) => sum + count, 0) / counts.length, 1), Math.max(...counts)];
}

/** What most of them come from. */
function loudest(messages: readonly Message[], days: number): (string | number)[][] {
  const counts = new Map<string, number>();
  for (const { by } of messages) counts.set(by, (counts.get(by) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.slice(0, 8).map(([by, count]) => [`  ${by}`, round(count / days, 1), '']);
}

interface Scene {
  readonly name: string;
  readonly events: readonly TimedEvent[];
}

const ours = (service: string): TimedEvent['record'] =>
  service === 'cloudtrail'
    ? { requestParameters: { name: 'organization-trail', trailName: 'organization-trail' }, awsRegion: HOME_REGION }
    : { awsRegion: HOME_REGION };

const SCENES: readonly Scene[] = [
  { name: 'the recorded attack, in a member account', events: recordedAttack(START, MEMBER) },
  { name: 'the same, on our trail', events: recordedAttack(START, MANAGEMENT, ours) },
  {
    name: '10,000 refused calls of an hour',
    events: Array.from({ length: 10_000 }, (_, index) => ({
      time: START + (index * 60 * MINUTE) / 10_000,
      record: refusedCall(),
    })),
  },
  {
    name: '10,000 refused calls of a minute',
    events: Array.from({ length: 10_000 }, (_, index) => ({ time: START + index * 5, record: refusedCall() })),
  },
  { name: 'a deployment of all of the trail', events: ownDeployment(START, MANAGEMENT, HOME_REGION) },
];

function refusedCall(): TimedEvent['record'] {
  const [attempt] = recordedAttack(START, MANAGEMENT, ours).filter(({ record }) => record.eventName === 'StopLogging');
  return { ...attempt.record, errorCode: 'AccessDenied' };
}

async function rowOf({ name, events }: Scene, model: Model): Promise<(string | number)[]> {
  const outcomes = await Promise.all(PROFILES.map((profile) => deliver(events, model, profile)));
  const latest = Math.max(...outcomes.map(latestOf));
  return [name, ...outcomes.map(({ messages }) => messages.length), `${round(latest / MINUTE, 1)} min`];
}

/** How late people know of the last call above MEDIUM of which they know: 0 where they knew before. */
export function latestOf({ grave, notified }: Outcome): number {
  const delays = grave.map(({ event, by }) =>
    Math.min(
      ...notified
        .filter((each) => each.by === by && each.until >= event.time)
        .map(({ from }) => Math.max(0, from - event.time)),
    ),
  );
  return Math.max(0, ...delays);
}
