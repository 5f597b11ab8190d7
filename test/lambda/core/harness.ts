import {
  FINDINGS,
  validateTrail,
  type Finding,
  type TrailResult,
  type ValidationEvent,
  type ValidationRequest,
} from '../../../lambda/core';
import { Corpus, HOUR, MemoryStore, type CorpusOptions } from '../../support/corpus';
import { corpusOf, requestOf, type Vector } from '../../support/corpus/vectors';

export const ACCOUNT = '111111111111';
export const REGION = 'us-east-1';
export const START = Date.UTC(2026, 0, 10);

/** One chain of twelve hours with two log files each, seen long after. */
export function smallCorpus(options: Partial<CorpusOptions> = {}): Corpus {
  return Corpus.of({ accounts: [ACCOUNT], regions: [REGION], start: START, hours: 12, ...options });
}

export function requestFor(corpus: Corpus, overrides: Partial<ValidationRequest> = {}): ValidationRequest {
  const { bucket, keyPrefix, organizationId } = corpus.place;
  return {
    trail: { arn: corpus.trailArn, bucket, keyPrefix, organizationId },
    window: { start: corpus.options.start, end: corpus.end },
    now: corpus.end + 100 * HOUR,
    ...overrides,
  };
}

export interface Outcome {
  readonly result: TrailResult;
  readonly findings: readonly Finding[];
  readonly events: readonly ValidationEvent[];
  /** Codes of the findings that are no notices, each once, sorted. */
  readonly codes: readonly string[];
}

export async function validate(store: MemoryStore, request: ValidationRequest): Promise<Outcome> {
  const events: ValidationEvent[] = [];
  const result = await validateTrail(store, request, (event) => void events.push(event));
  const findings = events.flatMap(findingOf);
  const codes = [...new Set(findings.filter(({ severity }) => severity !== 'NOTICE').map(({ code }) => code))].sort();
  return { result, findings, events, codes };
}

/** Changes a corpus in memory and validates it. */
export async function validateChanged(
  corpus: Corpus,
  change: (store: MemoryStore, corpus: Corpus) => void,
  overrides: Partial<ValidationRequest> = {},
): Promise<Outcome> {
  const store = MemoryStore.of(corpus);
  change(store, corpus);
  return validate(store, requestFor(corpus, overrides));
}

/** What is found in the corpus of a vector, in the words of the vector. */
export async function findIn(vector: Vector): Promise<Pick<Vector, 'codes' | 'notices' | 'verdict'>> {
  const corpus = corpusOf(vector);
  const store = MemoryStore.of(corpus);
  vector.change?.(store, corpus);
  const { result, codes, findings } = await validate(store, requestOf(vector, corpus));
  expect(findings.filter(({ code, severity }) => !FINDINGS[code].severities.includes(severity))).toEqual([]);
  const noticed = findings.filter(({ severity }) => severity === 'NOTICE').map(({ code }) => code);
  return { codes: codes as Vector['codes'], notices: [...new Set(noticed)].sort(), verdict: result.verdict };
}

/** The finding in an event, if it is one. */
export function findingOf(event: ValidationEvent): Finding[] {
  if (event.type !== 'finding') return [];
  const copy: { type?: string } = { ...event };
  delete copy.type;
  return [copy as Finding];
}
