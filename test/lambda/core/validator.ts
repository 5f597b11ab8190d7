import {
  acknowledgementOf,
  findingName,
  nextCheckpoint,
  type Acknowledgement,
  type Checkpoint,
  type Finding,
  type ValidationRequest,
} from '../../../lambda/core';
import { HOUR, MemoryStore, type Corpus } from '../../support/corpus';
import { requestFor, smallCorpus, START, validate, type Outcome } from './harness';

/** A validator that keeps its state from run to run. */
export class Validator {
  public checkpoints: Checkpoint[] = [];

  public constructor(
    public readonly corpus: Corpus,
    public readonly store: MemoryStore,
  ) {}

  /** What a person acknowledges who sees all that is open, or these findings of it. */
  public seen(findings?: readonly Finding[]): Acknowledgement[] {
    const names = findings && new Set(findings.map(findingName));
    const open = this.checkpoints.flatMap(({ openItems }) => openItems);
    const all = open.map(({ finding, firstSeen }) => acknowledgementOf({ ...finding, firstSeen }));
    return names === undefined ? all : all.filter(({ name }) => names.has(name));
  }

  public async run(now: number, overrides: Partial<ValidationRequest> = {}): Promise<Outcome> {
    this.store.now = now;
    const window = { start: START, end: now };
    const request = requestFor(this.corpus, { window, now, checkpoints: this.checkpoints, ...overrides });
    const outcome = await validate(this.store, request);
    this.checkpoints = outcome.result.chains.map((result) => {
      const { accountId, region } = result;
      const previous = this.checkpoints.find((other) => other.accountId === accountId && other.region === region);
      // What is stored is JSON.
      return JSON.parse(JSON.stringify(nextCheckpoint(result, previous, request))) as Checkpoint;
    });
    return outcome;
  }
}

export function validatorOf(corpus: Corpus): Validator {
  return new Validator(corpus, MemoryStore.of(corpus));
}

/** A day has passed, and its checkpoint is stored. */
export async function afterADay(options: Parameters<typeof smallCorpus>[0] = {}): Promise<Validator> {
  const validator = validatorOf(smallCorpus({ hours: 60, ...options }));
  const { result } = await validator.run(START + 30 * HOUR);
  expect(result.verdict).toBe('VALID');
  return validator;
}

export const LATER = START + 31 * HOUR;
