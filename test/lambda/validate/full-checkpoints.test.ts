// Checkpoints of more than an item of the table holds: what leaves them, and what a run says of that.
import { randomBytes, randomUUID } from 'node:crypto';
import { Table } from '../../../lambda/aws/dynamodb';
import { Mac } from '../../../lambda/aws/kms';
import {
  acknowledgementOf,
  NO_COUNTS,
  type ChainResult,
  type Checkpoint,
  type Finding,
  type OpenItem,
  type ValidationRequest,
} from '../../../lambda/core';
import { chainName, CheckpointStore } from '../../../lambda/records/checkpoint-store';
import { ChainStates } from '../../../lambda/validate/chain-state';
import { CheckpointWriter } from '../../../lambda/validate/checkpoint-writer';
import type { Findings } from '../../../lambda/validate/findings';
import { statesIn } from '../../../lambda/validate/reconcile';
import { noteContradictions } from '../../../lambda/validate/regions';
import type { TableStandIn } from '../../support/run-time/table';
import { serveTableAndKeys, type TableAndKeys } from '../../support/run-time/table-and-keys';

const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
const HOUR = 3_600_000;
const NOW = 100 * HOUR;
let served: TableAndKeys;
let table: TableStandIn;

beforeAll(async () => {
  served = await serveTableAndKeys();
  ({ table } = served);
});
afterAll(() => served.close());

function storeOfNewTrail(): CheckpointStore {
  const arn = `arn:aws:cloudtrail:us-east-1:111111111111:trail/${randomUUID()}`;
  return new CheckpointStore(new Table(table.client, table.tableName, arn), new Mac(served.kmsClient, 'key'), arn);
}

/** Random names of 400 bytes: an item of the table holds about a thousand of them. */
function items(count: number, firstSeen: number, severity: Finding['severity'] = 'INVALID'): OpenItem[] {
  return Array.from({ length: count }, (_, index) => ({
    finding: { code: 'log-file-unlisted', severity, ...CHAIN, bucket: 'b', key: randomBytes(200).toString('hex') },
    firstSeen: firstSeen + index,
  }));
}

const linkAt = (end: number) => ({
  bucket: 'b',
  key: `d ${end}`,
  start: end - HOUR,
  end,
  sha256: 'aa',
  signature: 'bb',
});
const checkpointAt = (end: number, openItems: readonly OpenItem[]): Checkpoint => ({
  ...CHAIN,
  ...{ segments: [{ first: linkAt(HOUR), last: linkAt(end) }], backfills: [], openItems, pendingLogFiles: [] },
});

function resultTo(end: number, openItems: readonly OpenItem[]): ChainResult {
  return {
    ...CHAIN,
    ...{ shard: { start: 10 * HOUR, end: NOW }, verdict: 'INVALID', counts: NO_COUNTS, openItems, backfills: [] },
    segments: [{ first: linkAt(11 * HOUR), last: linkAt(end), previous: linkAt(10 * HOUR) }],
    ...{ pendingLogFiles: [], logFilesBefore: '' },
  };
}

function requestOf(acknowledged: readonly OpenItem[]): ValidationRequest {
  return {
    trail: { arn: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/t', bucket: 'b' },
    ...{ window: { start: 0, end: NOW }, now: NOW },
    acknowledged: acknowledged.map(({ finding, firstSeen }) => acknowledgementOf({ ...finding, firstSeen })),
  };
}

/** Saves a result over what is stored, and says what is stored then. */
async function saved(before: Checkpoint, result: ChainResult, request: ValidationRequest) {
  const store = storeOfNewTrail();
  const item = await store.save({ checkpoint: before, counter: 1 }, undefined, 'before');
  const chains = ChainStates.empty();
  chains.set(chainName(CHAIN), { checkpoint: before, counter: 1, item, isRestored: false });
  const findings: Finding[] = [];
  const add = (finding: Finding) => void findings.push(finding);
  const writer = new CheckpointWriter(store, chains, request, 'run', { add } as unknown as Findings);
  await writer.save(result);
  const stored = (await statesIn(store)).chains.get(chainName(CHAIN));
  return {
    stored,
    codes: findings.map(({ code }) => code),
    unstored: [...writer.unstored],
    held: chains.get(chainName(CHAIN)),
  };
}

test('what was acknowledged leaves a full checkpoint, the oldest of it, and the chain goes on', async () => {
  const [acknowledged, open] = [items(2000, 10), items(300, 50_000)];
  const before = checkpointAt(10 * HOUR, acknowledged.slice(0, 900));
  const result = resultTo(90 * HOUR, [...acknowledged, ...open]);
  const { stored, codes, unstored, held } = await saved(before, result, requestOf(acknowledged));
  const left = stored?.checkpoint.openItems ?? [];
  expect({ codes, unstored, end: stored?.checkpoint.segments[0].last.end }).toEqual({
    ...{ codes: [], unstored: [], end: 90 * HOUR },
  });
  // Nothing that nobody has acknowledged is left out.
  expect(left.filter(({ firstSeen }) => firstSeen >= 50_000)).toHaveLength(300);
  const times = left.map(({ firstSeen }) => firstSeen).filter((time) => time < 50_000);
  expect(times.length).toBeGreaterThan(100);
  expect(Math.min(...times)).toBe(10 + acknowledged.length - times.length);
  // The list beside the report has what the table has.
  expect(held?.checkpoint).toEqual(stored?.checkpoint);
});

test('where what is open alone does not fit the chain goes no further, what fits stays open, and the run says so', async () => {
  const known = items(300, 10, 'INCOMPLETE');
  const [tampering, others] = [items(500, 500), items(1500, 5000, 'INCOMPLETE')];
  const result = resultTo(90 * HOUR, [...others, ...tampering, ...known]);
  const { stored, codes, unstored, held } = await saved(checkpointAt(10 * HOUR, known), result, requestOf([]));
  expect({ codes, unstored, end: stored?.checkpoint.segments[0].last.end }).toEqual({
    ...{ codes: ['not-validated'], unstored: [chainName(CHAIN)], end: 10 * HOUR },
  });
  const left = stored?.checkpoint.openItems ?? [];
  expect(left.filter(({ finding }) => finding.severity === 'INVALID')).toHaveLength(500);
  expect(left.filter(({ firstSeen }) => firstSeen < 500)).toHaveLength(300);
  expect(left.length).toBeLessThan(2300);
  expect(held?.checkpoint).toEqual(stored?.checkpoint);
});

test('a sweep of which not all could be stored goes on there', async () => {
  const request = { ...requestOf([]), sweep: true };
  const { stored } = await saved(checkpointAt(10 * HOUR, []), resultTo(90 * HOUR, items(2000, 10)), request);
  expect(stored?.checkpoint.sweptTo).toBe(10 * HOUR);
});

test('a chain that is full keeps no run from what it asks of Regions', async () => {
  const store = storeOfNewTrail();
  const chains = ChainStates.empty();
  const chainEnd = { at: NOW - HOUR, eventName: 'DisableRegion', who: 'somebody' };
  const checkpoint = { ...checkpointAt(10 * HOUR, items(2000, 10)), chainEnd };
  chains.set(chainName(CHAIN), { checkpoint, counter: 1, isRestored: true });
  const answers = { enabled: new Map([[CHAIN.accountId, [CHAIN.region]]]), findings: [] };
  const clients = { checkpoints: store } as unknown as Parameters<typeof noteContradictions>[0];
  await noteContradictions(clients, answers, chains, { now: NOW, runId: 'run' });
  expect(chains.get(chainName(CHAIN))).toMatchObject({ counter: 1, isRestored: true });
});
