// Sweeps by seals that are cut short and resumed, and those over the state machine: the same as in one piece.
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { codesIn, OWNER, SealedWorld } from './sealed-world';
import type { Seen } from '../../support/run-time/world';

jest.setTimeout(300_000);

/** Nobody gets through what is not sealed at this pace in so many milliseconds. */
const SLOW = 60;
const SHORT = 2000;

let scene: SealedWorld;
const found = (seen: Seen) => codesIn(seen).filter((code) => code !== 'chain-started');
const hasRest = ({ checkpoints }: Seen) =>
  checkpoints?.some(({ checkpoint }) => checkpoint.sweptTo !== undefined) === true;

/** What the attacks are about: a day that comes before the one where a sweep is cut short, and one after it. */
function attack(): void {
  scene.tamper(scene.logFiles('2026-01-10')[20]);
  scene.world.logs.erase(scene.logFiles('2026-01-12')[20]);
}
const ATTACKED = ['log-file-malformed', 'log-file-missing', 'sealed-version-missing'];

/** The days that reports say were compared alone. */
const compared = (seen: readonly Seen[]) => seen.map(({ report }) => report?.sealed?.days ?? 0).reduce((a, b) => a + b);
describe('a sweep by seals whose time is up', () => {
  beforeAll(async () => {
    scene = await SealedWorld.open();
    await scene.world.begin({ hours: 150, logsPerHour: 30 });
    await scene.world.runAt(100);
    await scene.world.runAt(101, 'sweep');
    await scene.world.runAt(124);
    await scene.keep();
  });
  afterAll(() => scene.world.close());

  /** Has a sweep cut short, and then resumed until nothing is left. */
  async function inPieces(): Promise<Seen[]> {
    const { world } = scene;
    world.passTo(125);
    world.slowness = SLOW;
    const pieces = [await world.run('sweep', SHORT)];
    world.slowness = 0;
    while (hasRest(pieces[pieces.length - 1])) pieces.push(await world.run());
    return pieces;
  }

  test('is resumed by the hourly runs: each day is compared or read, and none is counted twice', async () => {
    await scene.begin();
    const pieces = await inPieces();
    expect(pieces.map(({ error }) => error)).toEqual(pieces.map(() => undefined));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map(found)).toEqual([...pieces.slice(1).map(() => ['not-validated']), []]);
    // Of three sealed days of each chain, and of each piece that begins with sealed days, one is drawn.
    expect(compared(pieces)).toBeLessThanOrEqual(4);
    const again = await scene.world.run('sweep');
    expect(again.report?.sealed?.days).toBe(6);
  });

  test('finds what a sweep in one piece finds, and closes nothing that it did not look at', async () => {
    await scene.begin();
    attack();
    const pieces = await inPieces();
    const last = pieces[pieces.length - 1];
    expect(found(last)).toEqual(expect.arrayContaining(ATTACKED));
    const [later] = [await scene.world.runAt(126)];
    expect(found(later)).toEqual(expect.arrayContaining(ATTACKED));
    const closed = [...pieces, later].flatMap(({ events }) =>
      events.flatMap(({ detail }) => (JSON.parse(detail) as { closed: { code: string }[] }).closed),
    );
    expect(closed.filter(({ code }) => ATTACKED.includes(code))).toEqual([]);
  });

  test('seals the same days as one in one piece', async () => {
    await scene.begin();
    await scene.sweepAt(125);
    const whole = scene.seals().map((key) => scene.seal(key).sha256);
    await scene.begin();
    await inPieces();
    expect(scene.seals().map((key) => scene.seal(key).sha256)).toEqual(whole);
  });
});

describe('a sweep by seals over the state machine', () => {
  let alone: SealedWorld;
  beforeAll(async () => {
    scene = await SealedWorld.open();
    await scene.world.configure({ [ENVIRONMENT.objectsPerRun]: '700' });
    alone = await SealedWorld.open();
  });
  afterAll(() => Promise.all([scene.world.close(), alone.world.close()]));

  test.each([
    ['nothing was done', false],
    ['two days were attacked', true],
  ])('finds and seals what one function does, where %s', async (_what, isAttacked) => {
    await alone.begin();
    await alone.world.runAt(124);
    const kept = await alone.world.keep();
    const [here, other] = [scene, alone];
    await here.world.restore(kept);
    const both = [];
    for (const one of [other, here]) {
      scene = one;
      if (isAttacked) attack();
      both.push(await one.world.runAt(125, 'sweep'));
    }
    const [whole, planned] = both;
    expect([whole, planned].map(({ outcome }) => outcome?.status)).toEqual(['done', 'mapped']);
    const merged = await here.world.runMap();
    expect([merged.report?.verdict, found(merged), merged.error]).toEqual([
      whole.report?.verdict,
      found(whole),
      undefined,
    ]);
    expect(found(merged)).toEqual(isAttacked ? expect.arrayContaining(ATTACKED) : []);
    const seals = (one: SealedWorld) => one.seals(OWNER).map((key) => [key, one.seal(key).sha256]);
    expect(seals(here)).toEqual(seals(other));
    expect(merged.report?.sealed?.days).toBeGreaterThan(0);
  });
});
