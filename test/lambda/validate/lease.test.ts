import { randomUUID } from 'node:crypto';
import type { Executions } from '../../../lambda/aws/step-functions';
import { Table } from '../../../lambda/aws/dynamodb';
import { Lease } from '../../../lambda/validate/lease';
import { serveTable, type TableStandIn } from '../../support/run-time/table';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 10);
const FIRST = { runId: 'first', started: NOW, deadline: NOW + 15 * MINUTE };
const SECOND = { runId: 'second', started: NOW + 5 * MINUTE, deadline: NOW + 20 * MINUTE };

let table: TableStandIn;
beforeAll(async () => {
  table = await serveTable();
});
afterAll(() => table.close());

test('a second run learns who has the lease', async () => {
  const lease = newLease();
  await lease.take(FIRST);
  expect(await lease.take(SECOND)).toBe('first');
});

test('of many runs that begin at once one takes it', async () => {
  const lease = newLease();
  const owners = await Promise.all(
    Array.from({ length: 8 }, (_, index) => lease.take({ ...FIRST, runId: `run ${index}` })),
  );
  expect(owners.filter((owner) => owner === undefined)).toHaveLength(1);
});

test('it is free once it was released', async () => {
  const lease = newLease();
  await lease.take(FIRST);
  await lease.release('first');
  expect(await lease.take(SECOND)).toBeUndefined();
});

test('a run that crashed holds it no longer than its function could have run', async () => {
  const lease = newLease();
  await lease.take(FIRST);
  const atDeadline = await lease.take({ ...SECOND, started: FIRST.deadline });
  const anHourLater = await lease.take({ ...SECOND, started: NOW + 60 * MINUTE });
  expect([atDeadline, anHourLater]).toEqual(['first', undefined]);
});

test('a run whose lease has expired does not release that of the next', async () => {
  const lease = newLease();
  await lease.take(FIRST);
  await lease.take({ ...SECOND, started: NOW + 60 * MINUTE, deadline: NOW + 75 * MINUTE });
  await lease.release('first');
  expect(await lease.take({ ...FIRST, runId: 'third', started: NOW + 60 * MINUTE })).toBe('second');
});

test.each([
  ['runs', true, 'first'],
  ['has ended', false, undefined],
])('while the execution that it was handed to %s, the next run is let in accordingly', async (_, isRunning, owner) => {
  const lease = newLease({ isRunning: async () => isRunning });
  await lease.take(FIRST);
  await lease.handOver('first', NOW, 'arn:execution');
  expect(await lease.take({ ...SECOND, started: NOW + 60 * MINUTE })).toBe(owner);
});

test('a run that waits takes it as soon as the other gives it back', async () => {
  const lease = newLease();
  await lease.take(FIRST);
  const waiting = lease.take({ ...SECOND, started: NOW, deadline: NOW + 1200 }, { wait: true });
  await lease.release('first');
  expect(await waiting).toBeUndefined();
});

test('a run that waits gives up after half of its time', async () => {
  const lease = newLease();
  await lease.take(FIRST);
  expect(await lease.take({ ...SECOND, started: NOW, deadline: NOW + 600 }, { wait: true })).toBe('first');
});

function newLease(executions?: Pick<Executions, 'isRunning'>): Lease {
  return new Lease(new Table(table.client, table.tableName, randomUUID()), executions);
}
