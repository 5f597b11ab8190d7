import * as v from 'valibot';
import type { ExpectedChain } from '../core';
import { parseValue } from './format';
import { listOf, schemaOf, string, timeTextSchema, type Immutable } from './schema';

const expectedChainSchema = v.strictObject({
  accountId: v.pipe(string, v.regex(/^\d{12}$/)),
  region: v.pipe(string, v.regex(/^[a-z]{2}(-[a-z]+)+-\d+$/)),
  since: v.optional(timeTextSchema),
  until: v.optional(timeTextSchema),
});

type Expected = Immutable<v.InferOutput<typeof expectedChainSchema>>;

/** The accounts and Regions whose digests must be there, as the constructs write them into an environment variable. */
export function parseExpectedChains(text: string, name: string): ExpectedChain[] {
  return parseValue(listOf(schemaOf<Expected>()(expectedChainSchema)), text, name).map(
    ({ since, until, ...chain }) => ({
      ...chain,
      ...(since !== undefined && { since: Date.parse(since) }),
      ...(until !== undefined && { until: Date.parse(until) }),
    }),
  );
}
