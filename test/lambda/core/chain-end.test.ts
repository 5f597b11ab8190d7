// Chains that fall silent: which call excuses it, where it must stand, and for how long it holds.
import { nextCheckpoint, type Checkpoint, type ValidationRequest } from '../../../lambda/core';
import { Corpus, HOUR, MemoryStore } from '../../support/corpus';
import { documentBytes } from '../../support/corpus/corpus';
import { signDocument } from '../../support/corpus/chain-corpus';
import { sha256 } from '../../support/corpus/signing';
import { gunzipSync, gzipSync } from 'node:zlib';
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
  const logFile = event === undefined ? '' : record(store, corpus, loggedBy, event);
  change?.(store, logFile);
  const asked = requestFor(corpus, { now: corpus.end + 8 * HOUR, checkpoints, ...request });
  const { findings, codes, result } = await validate(store, asked);
  const ends = findings
    .filter(({ code }) => code === 'chain-ended')
    .map(({ accountId, region }) => [accountId, region]);
  return { codes, ends, result, asked };
}

/** Writes a call into the last log file that an account's last digest lists, and signs that digest again. */
function record(store: MemoryStore, corpus: Corpus, account: string, event: Readonly<Record<string, unknown>>): string {
  const chain = corpus.chain(account, 'us-east-1');
  const digest = chain.normalKeys[chain.normalKeys.length - 1] ?? '';
  const document = JSON.parse(gunzipSync(store.get(digest).body).toString()) as {
    logFiles: { s3Object: string; hashValue: string }[];
  };
  const entry = document.logFiles[document.logFiles.length - 1];
  const time = new Date(START + 12 * HOUR).toISOString().replace('.000', '');
  const content = JSON.stringify({ Records: [{ eventTime: time, userIdentity: { arn: 'arn:someone' }, ...event }] });
  store.get(entry.s3Object).body = gzipSync(content);
  entry.hashValue = sha256(content);
  store.get(digest).body = documentBytes(document as never).gzip;
  store.get(digest).metadata.signature = signDocument(document as never, (text) =>
    corpus.signer('us-east-1').sign(text),
  ).signature;
  return entry.s3Object;
}

const STALE = { codes: ['chain-stale'], ends: [] };

test.each<[string, Scene, string[]]>([
  ['its account was closed, by the owner’s log', { event: closed }, [MEMBER, 'af-south-1']],
  ['its account left, by its own log', { event: left, loggedBy: MEMBER }, [MEMBER, 'af-south-1']],
  ['the Region was switched off', { event: disabled, loggedBy: MEMBER }, [MEMBER, 'af-south-1']],
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
  ['the call was refused', { event: { ...closed, errorCode: 'AccessDeniedException' } }],
  ['the call is of another service', { event: { ...closed, eventSource: 'example.amazonaws.com' } }],
  ['the call was long before', { event: { ...closed, eventTime: '2026-01-10T01:00:00Z' } }],
  ['Organizations says that the account is a member', { event: closed, request: { knowsAccounts: true } }],
])('a chain is only silent where %s', async (_, scene) => {
  expect(await see(scene)).toMatchObject(STALE);
});

test('a log file that was altered excuses nothing', async () => {
  const forge = (store: MemoryStore, logFile: string) =>
    void (store.get(logFile).body = gzipSync(`${gunzipSync(store.get(logFile).body).toString()} `));
  const { codes, ends } = await see({ event: closed, change: forge });
  expect([codes, ends]).toEqual([['chain-stale', 'log-file-modified'], []]);
});

test('what has ended is remembered, and looked for no more', async () => {
  const { result, asked } = await see({ event: closed });
  const checkpoints = result.chains.map((chain) => nextCheckpoint(chain, undefined, asked));
  const stored = JSON.parse(JSON.stringify(checkpoints)) as Checkpoint[];
  expect(await see({}, stored)).toMatchObject({ codes: [], ends: [] });
});

test('what has ended is not forgotten by a run that is stopped', async () => {
  const { result, asked } = await see({ event: closed });
  const checkpoints = result.chains.map((chain) => nextCheckpoint(chain, undefined, asked));
  const stopped = await see({ request: { signal: AbortSignal.abort() } }, checkpoints);
  const next = stopped.result.chains.map((chain, index) => nextCheckpoint(chain, checkpoints[index], stopped.asked));
  expect(await see({}, next)).toMatchObject({ codes: [], ends: [] });
});

test('an end of days ago is looked for once by a validator that comes late, and not by each of its runs', async () => {
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
