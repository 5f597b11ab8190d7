import * as v from 'valibot';
import type { ExpectedChain } from '../core';
import { Format, RecordError } from './format';
import { listOf, schemaOf, string, type Immutable } from './schema';

const filledSchema = v.pipe(
  string,
  v.check((text) => text.trim() !== '', 'text'),
);

const acknowledgementSchema = v.strictObject({
  /** The names of the findings, as reports show them. */
  names: listOf(string),
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
  /** Names of findings, and of chains that have ended. */
  readonly names: readonly string[];
  /** Chains that have ended, by the word of a person. */
  readonly endedChains: readonly ExpectedChain[];
  /** Why objects acknowledge nothing. */
  readonly rejected: readonly string[];
}

const ENDED = /^chain-ended (\d{12}) ([a-z0-9-]+) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

/** Reads acknowledgements. What is none, whoever put it there, acknowledges nothing. */
export function readAcknowledgements(objects: readonly AcknowledgementObject[]): Acknowledged {
  const names: string[] = [];
  const rejected: string[] = [];
  for (const { key, text } of objects) {
    try {
      names.push(...acknowledgementFormat.parse(text, key).names);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      rejected.push(error.message);
    }
  }
  return { names, endedChains: names.flatMap(endedChain), rejected };
}

function endedChain(name: string): ExpectedChain[] {
  const [, accountId, region, until = ''] = ENDED.exec(name) ?? [];
  const time = Date.parse(until);
  return accountId === undefined || Number.isNaN(time) ? [] : [{ accountId, region, until: time }];
}
