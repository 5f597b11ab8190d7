import * as v from 'valibot';
import { FINDINGS, type Finding, type FindingCode } from '../core';
import { escapeJson } from '../core/format/escape';
import { Format } from './format';
import { mapOf, number, schemaOf, string, timeRangeSchema } from './schema';

export const severitySchema = v.picklist(['INVALID', 'INCOMPLETE', 'NOTICE']);
export const verdictSchema = v.picklist(['VALID', 'INVALID', 'INCOMPLETE']);
export const findingCodeSchema = v.picklist(Object.keys(FINDINGS) as FindingCode[]);

export const findingSchema = schemaOf<Finding>()(
  v.strictObject({
    code: findingCodeSchema,
    severity: severitySchema,
    accountId: v.optional(string),
    region: v.optional(string),
    bucket: v.optional(string),
    key: v.optional(string),
    range: v.optional(timeRangeSchema),
    digestKey: v.optional(string),
    detail: v.optional(mapOf(v.union([string, number, v.boolean()]))),
    firstSeen: v.optional(number),
    acknowledged: v.optional(v.literal(true)),
  }),
);

/** One line of a list of findings. People look at it, so it is escaped. */
export const findingLine = new Format<Finding>(1, findingSchema, { toText: escapeJson });
