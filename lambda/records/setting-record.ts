import * as v from 'valibot';
import { escapeJson } from '../core/format/escape';
import { Format } from './format';
import { schemaOf, string, type Immutable } from './schema';

/** `unread`: AWS did not say what it is. */
export const SETTING_CHANGES = ['unchanged', 'changed', 'added', 'removed', 'unread'] as const;

const settingRecordSchema = v.strictObject({
  setting: string,
  /** In JSON; of a longer one its hash. Left out where it is removed or unread. */
  value: v.optional(string),
  /** Since the list before. */
  change: v.picklist(SETTING_CHANGES),
  /** The list before, by its hash. Left out in the first one. */
  previousKey: v.optional(string),
  previousSha256: v.optional(string),
  runId: string,
});

/** A setting that a run works by: one line in the evidence. */
export type SettingRecord = Immutable<v.InferOutput<typeof settingRecordSchema>>;

export const settingRecordLine = new Format(1, schemaOf<SettingRecord>()(settingRecordSchema), {
  toText: escapeJson,
});
