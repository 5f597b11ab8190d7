// What holds for any history of three weeks.
import fc from '../../../support/properties';
import type { World } from '../../../support/run-time/world';
import { anyHistory, HOURS, type History } from './history';
import { acknowledgeAll, openWorld, simulate, type Run } from './simulate';
import { ATTACKS, type Attack } from './attacks';
import { ACTS, type Act } from './acts';

/** One example takes the better part of a minute. PROPERTY_SEED tries others; what fails is made smaller by hand. */
const REPEATED = { numRuns: 1, endOnFailure: true };

export function testWeeks(): void {
  jest.setTimeout(3_600_000);
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  test('any healthy history is never INVALID, and notifies nobody', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const all = await simulate(world, history);
        expect(all.flatMap(({ hour, codes }) => codes.map((code) => `hour ${hour}: ${code}`))).toEqual([]);
        expect(messagesIn(all)).toEqual([]);
        expect(openIn(all[all.length - 1])).toEqual([]);
        expect(all[all.length - 1].hour).toBe(HOURS);
      }),
      REPEATED,
    );
  });

  test.each(Object.entries(ACTS))(
    '%s by the owner is never INVALID, is reported once with who and when, and is INCOMPLETE until it is acknowledged',
    async (_, act) => {
      await fc.assert(
        fc.asyncProperty(anyHistory, fc.constantFrom(...act.hours), async (history, hour) => {
          const all = await simulate(world, history, act.done(hour));
          expect(all.flatMap(({ codes }) => codes)).toEqual([]);
          expectReportedOnce(all, act, hour);
        }),
        REPEATED,
      );
    },
  );

  test.each(Object.entries(ATTACKS))(
    '%s among such hours is reported in time, and stays open until it is over',
    async (_, attack) => {
      const anyTime = fc.integer({ min: 60, max: HOURS - 220 });
      const anyEnding = fc.constantFrom('restored' as const, 'acknowledged' as const);
      await fc.assert(
        fc.asyncProperty(anyHistory, anyTime, anyEnding, (history, at, ending) =>
          expectFound(world, history, attack, at, ending),
        ),
        REPEATED,
      );
    },
  );
}

/** From the attack on until somebody ends it. */
async function expectFound(
  world: World,
  history: History,
  attack: Attack,
  at: number,
  ending: 'restored' | 'acknowledged',
): Promise<void> {
  const due = attack.dueAt(at);
  const endsAt = due + 6;
  const isRestored = ending === 'restored' && attack.undo !== undefined;
  let undo = (): void => undefined;
  const all = await simulate(
    world,
    { ...history, events: history.events.filter(({ hour }) => hour < due || hour > endsAt + 3) },
    {
      at: {
        [at]: async () => {
          undo = (await attack.act(world, at)) ?? undo;
        },
        [due]: () => undefined,
        [endsAt]: () => (isRestored ? undo() : acknowledgeAll(world)),
      },
    },
  );
  const ofReports = all.filter(({ seen }) => seen.report !== undefined);
  const says = (run: Run) => openIn(run).includes(attack.code);
  expect(ofReports.filter((run) => run.hour < at && run.codes.length > 0)).toEqual([]);
  const found = ofReports.find(says);
  expect([attack.code, found !== undefined && found.hour <= due]).toEqual([attack.code, true]);
  const between = ofReports.filter(({ hour }) => hour > (found?.hour ?? 0) && hour < endsAt);
  expect(between.filter((run) => !says(run)).map(({ hour }) => hour)).toEqual([]);
  const told = all.filter(({ seen }) => seen.messages.some(({ body }) => body.includes(attack.code)));
  expect(told.length).toBeGreaterThan(0);
  expect(told[0].hour).toBeLessThanOrEqual(due + 6);
  expect(openIn(all[all.length - 1])).toEqual([]);
}

function expectReportedOnce(all: readonly Run[], { code, who, explains }: Act, hour: number): void {
  const opened = all.flatMap(({ seen, hour: at }) =>
    seen.events.flatMap(({ detail }) => (JSON.parse(detail) as Detail).opened.map((group) => ({ ...group, at }))),
  );
  const news = opened.filter((group) => group.code === code).map(({ accountId, region }) => `${accountId} ${region}`);
  expect(news.length).toBeGreaterThan(0);
  expect([...new Set(news)]).toEqual(news);
  const others = opened.filter((group) => group.code !== code && !explains.includes(group.code));
  expect(others).toEqual([]);
  const told = messagesIn(all).filter((text) => text.includes(`#${code}`) || text.includes(who));
  expect(told.some((text) => text.includes(who))).toBe(true);
  const first = all.findIndex((run) => openIn(run).includes(code));
  const acknowledged = hour + 60;
  const between = all.slice(first).filter((run) => run.seen.report !== undefined && run.hour < acknowledged);
  expect(between.filter((run) => run.seen.report?.verdict !== 'INCOMPLETE').map((run) => run.hour)).toEqual([]);
  expect(openIn(all[all.length - 1])).toEqual([]);
}

interface Detail {
  readonly opened: readonly { readonly code: string; readonly accountId: string; readonly region: string }[];
}

function messagesIn(all: readonly Run[]): string[] {
  return all.flatMap(({ hour, seen }) => seen.messages.map(({ subject, body }) => `hour ${hour}: ${subject}\n${body}`));
}

/** Codes of what is no notice. */
function openIn({ seen: { report } }: Run): string[] {
  const groups = report?.groups.filter(({ severity }) => severity !== 'NOTICE') ?? [];
  return [...new Set(groups.map(({ code }) => code))];
}
