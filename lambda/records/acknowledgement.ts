import * as v from 'valibot';
import type { Acknowledgement as AcknowledgedFinding, ExpectedChain } from '../core';
import { cut } from '../core/format/excerpt';
import { Format, RecordError } from './format';
import { listOf, number, schemaOf, string, type Immutable } from './schema';

const filledSchema = v.pipe(
  string,
  v.check((text) => text.trim() !== '', 'text'),
);

export const acknowledgedFindingSchema = schemaOf<AcknowledgedFinding>()(
  v.strictObject({ name: string, firstSeen: v.optional(number), seen: v.optional(string) }),
);

const acknowledgementSchema = v.strictObject({
  /** The findings, each as the newest report had it; or the end of a chain, by its name alone. */
  findings: listOf(acknowledgedFindingSchema),
  who: filledSchema,
  why: filledSchema,
  time: string,
  /** Who was signed in, as STS says. */
  caller: string,
});

/** What a named person has acknowledged, as the command writes it. */
export type Acknowledgement = Immutable<v.InferOutput<typeof acknowledgementSchema>>;

export const acknowledgementFormat = new Format(1, schemaOf<Acknowledgement>()(acknowledgementSchema));

/** An object of the folder of acknowledgements. */
export interface AcknowledgementObject {
  readonly key: string;
  readonly text: string;
}

export interface Acknowledged {
  /** Findings, and chains that have ended. */
  readonly acknowledged: readonly AcknowledgedFinding[];
  /** Chains that have ended, by the word of a person. */
  readonly endedChains: readonly ExpectedChain[];
  /** Why objects acknowledge nothing, at most {@link MOST_REASONS} of them, and how many more there are. */
  readonly rejected: readonly string[];
}

/** Whoever can write into the folder decides how many there are and what they are called; the answer of a function is limited. */
const MOST_REASONS = 20;
const LONGEST_REASON = 500;

const ENDED = /^chain-ended (\d{12}) ([a-z0-9-]+) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

/** Reads acknowledgements. What is none, whoever put it there, acknowledges nothing. */
export function readAcknowledgements(objects: readonly AcknowledgementObject[]): Acknowledged {
  const acknowledged: AcknowledgedFinding[] = [];
  const rejected: string[] = [];
  for (const { key, text } of objects) {
    try {
      acknowledged.push(...acknowledgementFormat.parse(text, key).findings);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      rejected.push(error.message);
    }
  }
  return { acknowledged, endedChains: acknowledged.flatMap(endedChain), rejected: capped(rejected) };
}

function capped(reasons: readonly string[]): string[] {
  const more = reasons.length - MOST_REASONS;
  const first = reasons.slice(0, MOST_REASONS).map((reason) => cut(reason, LONGEST_REASON));
  return more > 0 ? [...first, `${more} more objects acknowledge nothing`] : first;
}

function endedChain({ name }: AcknowledgedFinding): ExpectedChain[] {
  const [, accountId, region, until = ''] = ENDED.exec(name) ?? [];
  const time = Date.parse(until);
  return accountId === undefined || Number.isNaN(time) ? [] : [{ accountId, region, until: time }];
}
