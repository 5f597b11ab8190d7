import type { ExpectedChain } from '../core';

/** What a named person accepted, as `validate-trail acknowledge` writes it. */
export interface Acknowledgement {
  readonly version: 1;
  /** The name of the finding, as reports show it. */
  readonly name: string;
  readonly who: string;
  readonly why: string;
  readonly time: string;
  /** Who was signed in, as STS says. */
  readonly caller: string;
}

export interface Accepted {
  /** Names of findings. */
  readonly names: readonly string[];
  /** Chains that have ended, in the words of a person. */
  readonly ended: readonly ExpectedChain[];
}

const ENDED = /^chain-ended (\d{12}) ([a-z0-9-]+) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

/** Reads acknowledgements. What is none, whoever put it there, accepts nothing. */
export function readAcknowledgements(texts: readonly string[]): Accepted {
  const names = texts.flatMap(nameIn);
  const ended = names.flatMap((name): ExpectedChain[] => {
    const [, accountId, region, until = ''] = ENDED.exec(name) ?? [];
    return accountId === undefined ? [] : [{ accountId, region, until: Date.parse(until) }];
  });
  return { names: names.filter((name) => !ENDED.test(name)), ended };
}

function nameIn(text: string): string[] {
  try {
    const { version, name, who, why } = JSON.parse(text) as Partial<Acknowledgement>;
    const isWhole = [name, who, why].every((value) => typeof value === 'string' && value.trim() !== '');
    return version === 1 && isWhole ? [name ?? ''] : [];
  } catch {
    return [];
  }
}
