// Chains that fall silent: which call explains it, which log must hold it, and for how long it counts.
import { nextCheckpoint, type Checkpoint, type ValidationRequest } from '../../../lambda/core';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Corpus, HOUR, isoTime, MemoryStore } from '../../support/corpus';
import { recordEvent } from '../../support/corpus/vectors';
import { requestFor, START, validate } from './harness';

const OWNER = '111111111111';
const MEMBER = '333333333333';
const PLACES = { accounts: [OWNER, MEMBER], regions: ['us-east-1', 'af-south-1'], organizationId: 'o-exampleorgid' };

interface Scene {
  /** Whose chain falls silent after ten hours. */
  readonly silent?: { readonly account: string; readonly region: string };
  /** The call, in the newest log file of this account in us-east-1. */
  readonly event?: Readonly<Record<string, unknown>>;
  readonly loggedBy?: string;
  readonly change?: (store: MemoryStore, logFile: string) => void;
  readonly request?: Partial<ValidationRequest>;
}

const CLOSED = { eventSource: 'organizations.amazonaws.com', eventName: 'CloseAccount' };
const closed = { ...CLOSED, requestParameters: { accountId: MEMBER }, recipientAccountId: OWNER };
const left = {
  eventSource: 'organizations.amazonaws.com',
  eventName: 'LeaveOrganization',
  recipientAccountId: MEMBER,
  requestParameters: null,
};
const disabled = {
  eventSource: 'account.amazonaws.com',
  eventName: 'DisableRegion',
  requestParameters: { regionName: 'af-south-1' },
  recipientAccountId: MEMBER,
};
const AF = { account: MEMBER, region: 'af-south-1' };

async function see({ silent = AF, event, loggedBy = OWNER, change, request }: Scene, checkpoints?: Checkpoint[]) {
  const corpus = new Corpus({ ...PLACES, start: START, hours: 12 });
  const store = MemoryStore.of(corpus);
  const chain = corpus.chain(silent.account, silent.region);
  for (const key of chain.normalKeys.slice(11)) {
    chain.logFilesOf(key).forEach((logFile) => store.objects.delete(logFile));
    store.objects.delete(key);
  }
  const eventTime = isoTime(START + 12 * HOUR);
  const logFile = event === undefined ? '' : recordEvent(store, corpus, loggedBy, { eventTime, ...event });
  change?.(store, logFile);
  const asked = requestFor(corpus, { now: corpus.end + 8 * HOUR, checkpoints, ...request });
  const { findings, codes, result } = await validate(store, asked);
  const ends = findings
    .filter(({ code }) => code === 'chain-ended')
    .map(({ accountId, region }) => [accountId, region])
    .sort();
  return { codes, ends, result, asked };
}

const STALE = { codes: ['chain-stale'], ends: [] };

test.each<[string, Scene, string[]]>([
  ['its account was closed, by the owner’s log', { event: closed }, [MEMBER, 'af-south-1']],
  ['its account left, by its own log', { event: left, loggedBy: MEMBER }, [MEMBER, 'af-south-1']],
  ['the Region was switched off', { event: disabled, loggedBy: MEMBER }, [MEMBER, 'af-south-1']],
  ...['RegionName', 'regionname', 'REGIONNAME'].map((field): [string, Scene, string[]] => [
    `the Region was switched off, in an event with the field ${field}`,
    { event: { ...disabled, requestParameters: { [field]: 'af-south-1' } }, loggedBy: MEMBER },
    [MEMBER, 'af-south-1'],
  ]),
  [
    'the Region of a member was switched off by the owner, in an event with the fields of the API',
    {
      event: {
        ...disabled,
        requestParameters: { AccountId: MEMBER, RegionName: 'af-south-1' },
        recipientAccountId: OWNER,
      },
    },
    [MEMBER, 'af-south-1'],
  ],
])('a chain has ended where %s', async (_, scene, ended) => {
  expect(await see(scene)).toMatchObject({ codes: [], ends: [ended] });
});

test.each<[string, Scene]>([
  ['no call says so', {}],
  ['another account was closed', { event: { ...closed, requestParameters: { accountId: OWNER } } }],
  [
    'another Region was switched off',
    { event: { ...disabled, requestParameters: { regionName: 'eu-south-1' } }, loggedBy: MEMBER },
  ],
  ['the call was denied', { event: { ...closed, errorCode: 'AccessDeniedException' } }],
  ['the call is of another service', { event: { ...closed, eventSource: 'example.amazonaws.com' } }],
  ['the call was long before', { event: { ...closed, eventTime: '2026-01-10T01:00:00Z' } }],
  ['Organizations says that the account is a member', { event: closed, request: { knowsAccounts: true } }],
])('a chain is only silent where %s', async (_, scene) => {
  expect(await see(scene)).toMatchObject(STALE);
});

test('a log file that was altered explains nothing', async () => {
  const forge = (store: MemoryStore, logFile: string) =>
    void (store.get(logFile).body = gzipSync(`${gunzipSync(store.get(logFile).body).toString()} `));
  const { codes, ends } = await see({ event: closed, change: forge });
  expect([codes, ends]).toEqual([['chain-stale', 'log-file-modified'], []]);
});

test('the end of a chain is stored, and not searched again', async () => {
  const { result, asked } = await see({ event: closed });
  const checkpoints = result.chains.map((chain) => nextCheckpoint(chain, undefined, asked));
  const stored = JSON.parse(JSON.stringify(checkpoints)) as Checkpoint[];
  expect(await see({}, stored)).toMatchObject({ codes: [], ends: [] });
});

test('the end of a chain stays stored when a run is stopped', async () => {
  const { result, asked } = await see({ event: closed });
  const checkpoints = result.chains.map((chain) => nextCheckpoint(chain, undefined, asked));
  const stopped = await see({ request: { signal: AbortSignal.abort() } }, checkpoints);
  const next = stopped.result.chains.map((chain, index) => nextCheckpoint(chain, checkpoints[index], stopped.asked));
  expect(await see({}, next)).toMatchObject({ codes: [], ends: [] });
});

test('an end of days ago is searched once by a validator that starts late, and not by each of its runs', async () => {
  const late = { request: { window: { start: START, end: START + 90 * HOUR }, now: START + 90 * HOUR } };
  const [found, missed] = [await see({ event: closed, ...late }), await see(late)];
  const checkpoints = missed.result.chains.map((chain) => nextCheckpoint(chain, undefined, missed.asked));
  const again = await see({ event: closed, ...late }, checkpoints);
  const all = [
    [MEMBER, 'af-south-1'],
    [MEMBER, 'us-east-1'],
  ];
  expect([found.ends, missed.ends, again.ends]).toEqual([all, [], []]);
});

test('a chain that goes on after its end and falls silent then is silent', async () => {
  const { result, asked } = await see({ event: closed });
  const checkpoints = result.chains.map((chain) => nextCheckpoint(chain, undefined, asked));
  const chainEnd = { at: START + 3 * HOUR, eventName: 'DisableRegion', who: '' };
  const early = checkpoints.map((checkpoint) => (checkpoint.chainEnd ? { ...checkpoint, chainEnd } : checkpoint));
  expect(await see({}, early)).toMatchObject(STALE);
});

describe('what AWS says now outweighs a call of the past', () => {
  const ended = async (eventName: string, change: Partial<Checkpoint> = {}) => {
    const { result, asked } = await see({ event: eventName === 'DisableRegion' ? disabled : left, loggedBy: MEMBER });
    const checkpoints = result.chains.map((chain) => nextCheckpoint(chain, undefined, asked));
    return checkpoints.map((checkpoint) => (checkpoint.chainEnd ? { ...checkpoint, ...change } : checkpoint));
  };
  const NOW = START + 12 * HOUR + 10 * HOUR;

  test('where it says for a day that the Region is on', async () => {
    const asOf = (hours: number) => ended('DisableRegion', { enabledSince: NOW - hours * HOUR });
    expect(await see({ request: { now: NOW } }, await asOf(20))).toMatchObject({ codes: [] });
    expect((await see({ request: { now: NOW } }, await asOf(25))).codes).toEqual(['chain-stale']);
  });

  test('where it says so, and the call is found only then', async () => {
    const checkpoints = await ended('DisableRegion', { enabledSince: NOW - 25 * HOUR, chainEnd: undefined });
    const { codes, ends } = await see({ event: disabled, loggedBy: MEMBER, request: { now: NOW } }, checkpoints);
    expect([codes, ends]).toEqual([['chain-stale'], []]);
  });

  test('where Organizations, which could not be asked before, says that the account is a member', async () => {
    const { codes } = await see({ request: { knowsAccounts: true } }, await ended('LeaveOrganization'));
    expect(codes).toEqual(['chain-stale']);
  });
});
