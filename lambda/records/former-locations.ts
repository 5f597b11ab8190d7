import * as v from 'valibot';
import type { FormerLocation } from '../core';
import { parseValue } from './format';
import { listOf, number, schemaOf, string, type Immutable } from './schema';

/** A former location as a request holds it. */
export const formerLocationSchema = schemaOf<FormerLocation>()(
  v.strictObject({
    bucket: string,
    keyPrefix: v.optional(string),
    ownerAccountId: string,
    since: number,
    until: number,
  }),
);

const timeSchema = v.pipe(
  string,
  v.check((text) => !Number.isNaN(Date.parse(text)), 'a time'),
);

const declaredSchema = v.strictObject({
  bucketName: v.pipe(string, v.regex(/^[a-z0-9.-]{3,63}$/)),
  keyPrefix: v.optional(string),
  ownerAccountId: v.pipe(string, v.regex(/^\d{12}$/)),
  since: timeSchema,
  until: timeSchema,
});

type Declared = Immutable<v.InferOutput<typeof declaredSchema>>;

/** The locations that the trail delivered to before, as the constructs write them into an environment variable. */
export function parseFormerLocations(text: string, name: string): FormerLocation[] {
  return parseValue(listOf(schemaOf<Declared>()(declaredSchema)), text, name).map(
    ({ bucketName, since, until, ...location }) => ({
      ...location,
      bucket: bucketName,
      since: Date.parse(since),
      until: Date.parse(until),
    }),
  );
}
