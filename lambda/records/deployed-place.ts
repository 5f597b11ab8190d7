import * as v from 'valibot';
import type { DeployedPlace } from '../../lib/shared/deployed-form';
import { parseValue } from './format';
import { listOf, schemaOf, string, type Immutable } from './schema';

const text = v.optional(string);

const subscriptionSchema = v.strictObject({ protocol: string, endpoint: text, settings: text });

const placeSchema = v.strictObject({
  accountId: v.pipe(string, v.regex(/^\d{12}$/)),
  region: v.pipe(string, v.regex(/^[a-z0-9-]+$/)),
  topics: v.array(
    v.strictObject({
      arn: string,
      policy: text,
      keyAlias: text,
      subscriptions: v.optional(v.array(subscriptionSchema)),
    }),
  ),
  keys: v.array(v.strictObject({ alias: string, policy: text })),
  buses: v.array(v.strictObject({ name: string, policy: text })),
  rules: v.array(v.strictObject({ name: string, bus: text, state: string, pattern: text, targets: text })),
  alarms: v.array(v.strictObject({ name: string, actions: text, definition: text })),
});

const inputSchema = v.strictObject({ places: listOf(schemaOf<Immutable<DeployedPlace>>()(placeSchema)) });

/** The places that the schedule gives. */
export function parsePlaces(event: unknown): readonly DeployedPlace[] {
  return parseValue(inputSchema, JSON.stringify(event), 'the input of the schedule').places;
}
