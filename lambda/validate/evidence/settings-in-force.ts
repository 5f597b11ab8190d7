import { createHash } from 'node:crypto';
import { isReadFailure, type Acknowledgement, type LifecycleRule, type ReadFailure } from '../../core';
import { dayFolder } from '../../records/evidence-keys';
import type { DatedLine, EvidenceFiles } from '../../records/evidence-files';
import type { SettingsInForce } from '../../records/report';
import { settingRecordLine, type SettingRecord } from '../../records/setting-record';
import type { RunTimes } from '../run-times';
import type { RunSettings } from '../settings';

/** What AWS and people say, as the run has read it. */
export interface ReadSettings {
  readonly lifecycle: readonly LifecycleRule[] | ReadFailure;
  readonly versioning?: { readonly isEnabled: boolean } | ReadFailure;
  readonly acknowledged: readonly Acknowledgement[];
}

/** Each setting that decides what a run verifies and what it makes of it, in JSON; undefined where it could not be read. */
export type SettingValues = ReadonlyMap<string, string | undefined>;

/** So many characters of a value are recorded, and the hash of a longer one. */
const LONGEST_VALUE = 4096;

export function settingValues(settings: RunSettings, read: ReadSettings): SettingValues {
  // Whatever is set is recorded, also what is added to the settings later.
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const { lifecycle, versioning, acknowledged } = read;
  return new Map([
    ...given.map(([name, value]) => [name, JSON.stringify(value)] as const),
    ['acknowledged', JSON.stringify({ count: acknowledged.length, sha256: hashOf(JSON.stringify(acknowledged)) })],
    ['lifecycle of the log bucket', answered(lifecycle)],
    ...(versioning === undefined ? [] : [['versioning of the log bucket', answered(versioning)] as const]),
  ]);
}

/** What a run says of its settings, by what the report before says of them. */
export interface SettingsLog {
  readonly records: readonly SettingRecord[];
  readonly values: SettingsInForce['values'];
  readonly changed: readonly string[];
}

export function settingsLogOf(values: SettingValues, before: SettingsInForce | undefined, runId: string): SettingsLog {
  const earlier = new Map(before?.values.map(({ setting, sha256 }) => [setting, sha256]));
  const previous = before && { previousKey: before.list.key, previousSha256: before.list.sha256 };
  const names = [...new Set([...values.keys(), ...earlier.keys()])].sort();
  const records = names.map((setting): SettingRecord => {
    const value = values.get(setting);
    const change = changeOf(values.has(setting), value, earlier.get(setting));
    return { setting, ...(value !== undefined && { value: shortened(value) }), change, ...previous, runId };
  });
  return {
    records,
    // Of what could not be read the last word stays.
    values: names.flatMap((setting) => {
      const value = values.get(setting);
      const sha256 = value !== undefined ? hashOf(value) : values.has(setting) ? earlier.get(setting) : undefined;
      return sha256 === undefined ? [] : [{ setting, sha256 }];
    }),
    changed: records.flatMap(({ setting, change }) => (isChange(change) ? [setting] : [])),
  };
}

/** Stores the settings where one has changed, and once a day. Returns what the report says of them. */
export async function recordSettings(
  evidence: EvidenceFiles,
  values: SettingValues,
  before: SettingsInForce | undefined,
  { runId, now }: Pick<RunTimes, 'runId' | 'now'>,
): Promise<SettingsInForce> {
  const log = settingsLogOf(values, before, runId);
  if (before !== undefined && log.changed.length === 0 && dayFolder(before.recordedAt) === dayFolder(now)) {
    return { ...before, changed: [] };
  }
  const [list] = await evidence.store('settings', linesOf(log.records, now), { runId, now });
  return { list, recordedAt: now, values: log.values, changed: log.changed };
}

function changeOf(isThere: boolean, value: string | undefined, earlier: string | undefined): SettingRecord['change'] {
  if (!isThere) return 'removed';
  if (value === undefined) return 'unread';
  if (earlier === undefined) return 'added';
  return hashOf(value) === earlier ? 'unchanged' : 'changed';
}

function isChange(change: SettingRecord['change']): boolean {
  return change !== 'unchanged' && change !== 'unread';
}

async function* linesOf(records: readonly SettingRecord[], now: number): AsyncGenerator<DatedLine> {
  await Promise.resolve();
  for (const record of records) yield { day: dayFolder(now), line: settingRecordLine.stringify(record, 'settings') };
}

function answered(answer: object): string | undefined {
  return isReadFailure(answer) ? undefined : JSON.stringify(answer);
}

function shortened(value: string): string {
  return value.length <= LONGEST_VALUE ? value : JSON.stringify({ sha256: hashOf(value) });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
