import * as v from 'valibot';
import type { UnvalidatedTrail } from '../core';
import { declaredTrail } from '../core/format/declared-trail';
import { parseValue } from './format';
import { listOf, schemaOf, string, timeTextSchema, type Immutable } from './schema';

const accountSchema = v.pipe(string, v.regex(/^(all|\d{12})$/));
const regionSchema = v.pipe(string, v.regex(/^(all|[a-z]{2,4}(-[a-z]+)+-\d+)$/));

const unvalidatedTrailSchema = v.strictObject({
  trailArn: v.pipe(string, v.regex(/^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[\w.-]+$/)),
  accountIds: v.optional(listOf(accountSchema)),
  regions: v.optional(listOf(regionSchema)),
  since: v.optional(timeTextSchema),
  until: v.optional(timeTextSchema),
});

type Declared = Immutable<v.InferOutput<typeof unvalidatedTrailSchema>>;

/** The trails without log file validation that write to the bucket too, as the constructs write them into a variable. */
export function parseUnvalidatedTrails(text: string, name: string): UnvalidatedTrail[] {
  return parseValue(listOf(schemaOf<Declared>()(unvalidatedTrailSchema)), text, name).map(
    ({ since, until, ...declared }) =>
      declaredTrail({
        ...declared,
        since: since === undefined ? undefined : Date.parse(since),
        until: until === undefined ? undefined : Date.parse(until),
      }),
  );
}
