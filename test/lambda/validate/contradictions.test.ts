// A Region that a call has switched off, and of which AWS says that it is on.
import type { Checkpoint } from '../../../lambda/core';
import { ChainStates } from '../../../lambda/validate/chain-state';
import type { RunClients } from '../../../lambda/validate/clients';
import type { Expectations } from '../../../lambda/validate/expectations';
import { askRegions, noteContradictions } from '../../../lambda/validate/regions';

const NOW = Date.UTC(2026, 0, 10);
const CHAIN = { accountId: '333333333333', region: 'af-south-1' };
const EMPTY = { segments: [], backfills: [], openItems: [], pendingLogFiles: [] };
const CLOSED = { at: NOW - 3_600_000, eventName: 'CloseAccount', who: 'somebody' };
const OFF = { at: NOW - 3_600_000, eventName: 'DisableRegion', who: 'somebody' };

async function noted(change: Partial<Checkpoint>, answer: readonly string[] | undefined) {
  const states = ChainStates.empty();
  states.set('333333333333#af-south-1', {
    checkpoint: { ...CHAIN, ...EMPTY, ...change },
    counter: 1,
    isRestored: false,
  });
  const checkpoints = { save: async () => ({ mac: 'mac' }) };
  const enabled = new Map(answer === undefined ? [] : [[CHAIN.accountId, answer]]);
  await noteContradictions({ checkpoints } as unknown as RunClients, { enabled, findings: [] }, states, {
    now: NOW,
    runId: 'run',
  });
  return [...states.checkpoints()].map(({ checkpoint, counter }) => [checkpoint.enabledSince, counter])[0];
}

test.each<[string, Partial<Checkpoint>, readonly string[] | undefined, (number | undefined)[]]>([
  ['is on, is noted', { chainEnd: OFF }, ['af-south-1'], [NOW, 2]],
  ['is on, keeps the first time', { chainEnd: OFF, enabledSince: NOW - 5 }, ['af-south-1'], [NOW - 5, 1]],
  ['is off, is not', { chainEnd: OFF }, ['us-east-1'], [undefined, 1]],
  ['was on and is off again, is noted no more', { enabledSince: NOW - 5 }, ['us-east-1'], [undefined, 2]],
  ['is not known, stays as it was', { chainEnd: OFF, enabledSince: NOW - 5 }, undefined, [NOW - 5, 1]],
  ['is on after the account was closed, needs no note', { chainEnd: CLOSED }, ['af-south-1'], [undefined, 1]],
  ['is on and was never switched off, needs no note', {}, ['af-south-1'], [undefined, 1]],
])('where the Region %s', async (_, change, answer, expected) => {
  expect(await noted(change, answer)).toEqual(expected);
});

/** Whether the Regions of the account are asked about in an hour that is not its own. */
async function isAsked(change: Partial<Checkpoint> | undefined): Promise<boolean> {
  const checkpoint = { ...CHAIN, ...EMPTY, ...change };
  const states = ChainStates.empty();
  if (change !== undefined) states.set('333333333333#af-south-1', { checkpoint, counter: 1, isRestored: false });
  const asked: string[] = [];
  const regions = { of: async (accountId: string) => (asked.push(accountId), []) };
  const expectations = { active: [CHAIN.accountId] } as unknown as Expectations;
  const times = { now: NOW, signal: new AbortController().signal };
  await askRegions({ regions } as unknown as RunClients, expectations, states, times);
  return asked.length === 1;
}

test.each<[string, Partial<Checkpoint> | undefined, boolean]>([
  ['was just switched off', { chainEnd: OFF }, true],
  ['was switched off days ago', { chainEnd: { ...OFF, at: NOW - 73 * 3_600_000 } }, false],
  ['is said to be on although it was switched off', { enabledSince: NOW - 5 }, true],
  ['was closed with its account', { chainEnd: CLOSED }, false],
  ['is as it always was', {}, false],
  ['is of an account that was never seen', undefined, true],
])('whether the Regions are asked about each hour where one %s: %#', async (_, change, expected) => {
  expect(await isAsked(change)).toBe(expected);
});
