// One thing that somebody does who may do anything, with the code that it must be reported by, and by when.
import { gunzipSync, gzipSync } from 'node:zlib';
import { logFileKey } from '../../../support/corpus';
import { findingsKeyOf } from '../../../../lambda/records/findings-file';
import { ACCOUNTS, REGION, START, type World } from '../../../support/run-time/world';
import { SWEEPS } from './history';

const HOUR = 3_600_000;
const [, MEMBER] = ACCOUNTS;

export interface Attack {
  readonly code: string;
  /** The last hour by which it must be in a report. */
  readonly dueAt: (hour: number) => number;
  /** Returns what makes it undone. */
  readonly act: (world: World, hour: number) => Undo | Promise<Undo>;
  /** Whether it can be made undone: what was restored verifies. */
  readonly undo?: true;
}

type Undo = (() => void) | undefined;

/** By the next run, or the one after it where that one fails. */
const soon = (hour: number) => hour + 3;
const bySweep = (hour: number) => (SWEEPS.find((sweep) => sweep > hour) ?? NaN) + 1;
/** What no digest lists is pending for a day, and until the digests about it are due. */
const onceDue = (hour: number) => Math.max(bySweep(hour), hour + 34);

/** A digest of the day before, with log files. */
const digestBefore = (world: World, hour: number) =>
  world.corpus.chain(MEMBER).normalKeys[Math.floor((hour - 30) / 3) * 3];
const logFileBefore = (world: World, hour: number) =>
  world.corpus.chain(MEMBER).logFilesOf(digestBefore(world, hour))[0];

const remove = (keyOf: typeof digestBefore) => (world: World, hour: number) => {
  const key = keyOf(world, hour);
  const object = world.logs.object(key)!;
  world.logs.delete(key, new Date(world.now));
  return () => world.logs.put(key, { ...object, lastModified: new Date(world.now) });
};

const change = (keyOf: typeof digestBefore, change: (content: string) => string) => (world: World, hour: number) => {
  const key = keyOf(world, hour);
  const object = world.logs.object(key)!;
  const body = gzipSync(change(gunzipSync(object.body).toString()));
  world.logs.put(key, { ...object, body, lastModified: new Date(world.now) });
  return () => world.logs.put(key, { ...object, lastModified: new Date(world.now) });
};

export const ATTACKS: Readonly<Record<string, Attack>> = {
  'a log file is deleted': { code: 'log-file-missing', dueAt: bySweep, act: remove(logFileBefore), undo: true },
  'a log file is changed': {
    code: 'log-file-modified',
    dueAt: bySweep,
    act: change(logFileBefore, () => '{"Records":[]}'),
    undo: true,
  },
  'a digest is deleted': { code: 'digest-missing', dueAt: soon, act: remove(digestBefore), undo: true },
  'a digest is changed': {
    code: 'digest-signature-invalid',
    dueAt: soon,
    act: change(digestBefore, (digest) => digest.replace(/"logFiles":.*?\]/, '"logFiles":[]')),
    undo: true,
  },
  'a log file is planted': {
    code: 'log-file-unlisted',
    dueAt: onceDue,
    act: (world, hour) => {
      const key = logFileKey(world.corpus.place, MEMBER, REGION, START + (hour - 30) * HOUR, 'PLANTEDLOGFILE00');
      world.logs.put(key, { body: gzipSync('{"Records":[]}'), lastModified: new Date(world.now) });
      return undefined;
    },
  },
  'an object is put where CloudTrail writes none': {
    code: 'unexpected-object',
    dueAt: soon,
    act: (world) => {
      const key = `AWSLogs/o-exampleorgid/${MEMBER}/CloudTrail/${REGION}b/2026/01/10/x.json.gz`;
      world.logs.put(key, { body: gzipSync('{}'), lastModified: new Date(world.now) });
      return undefined;
    },
  },
  'the newest reports are deleted': {
    code: 'report-missing',
    dueAt: soon,
    act: (world) => {
      for (const key of world.reportKeys().slice(-2)) world.evidence.erase(key);
      return undefined;
    },
  },
  'a list of findings is deleted': {
    code: 'report-missing',
    dueAt: bySweep,
    act: (world) => {
      const lists = world.reportKeys().map(findingsKeyOf);
      // That of the first report of all may have expired before its report.
      world.evidence.erase(lists.filter((key) => world.evidence.object(key) !== undefined).pop()!);
      return undefined;
    },
  },
  'a report is written over': {
    code: 'report-forged',
    dueAt: soon,
    act: (world) => {
      const body = Buffer.from('{}');
      world.evidence.put(world.reportKeys().pop() ?? '', { body, lastModified: new Date(world.now) });
      return undefined;
    },
  },
  'the table is emptied': {
    code: 'checkpoint-rolled-back',
    dueAt: soon,
    act: async (world) => {
      await world.table.empty();
      return undefined;
    },
  },
};
