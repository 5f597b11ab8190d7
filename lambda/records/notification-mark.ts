import * as v from 'valibot';
import { findingGroupSchema } from './finding-groups';
import { Format } from './format';
import { listOf, schemaOf, string, type Immutable } from './schema';

const markSchema = v.strictObject({
  /** The key of the report that people were notified of. */
  report: string,
  /** What is open although the report alone does not say so. */
  carriedOver: v.optional(listOf(findingGroupSchema)),
});

/** The publisher's note that people were notified of a report, with what its next run has to know besides the report. */
export type NotificationMark = Immutable<v.InferOutput<typeof markSchema>>;

const firstMarkFormat = new Format(1, schemaOf<NotificationMark>()(markSchema));

/** Groups of version 1 are of one chain each. */
export const notificationMarkFormat = new Format(2, schemaOf<NotificationMark>()(markSchema), {
  earlier: { 1: (fields, name) => firstMarkFormat.fromFields({ version: 1, ...fields }, name) },
});
