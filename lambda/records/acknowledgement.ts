import type { ExpectedChain } from '../core';

/** What a named person accepted, as `validate-trail acknowledge` writes it. */
export interface Acknowledgement {
  readonly version: 1;
  /** The names of the findings, as reports show them. */
  readonly names: readonly string[];
  readonly who: string;
  readonly why: string;
  readonly time: string;
  /** Who was signed in, as STS says. */
  readonly caller: string;
}

export interface Accepted {
  /** Names of findings, and of chains that have ended. */
  readonly names: readonly string[];
  /** Chains that have ended, in the words of a person. */
  readonly ended: readonly ExpectedChain[];
}

const ENDED = /^chain-ended (\d{12}) ([a-z0-9-]+) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

/** Reads acknowledgements. What is none, whoever put it there, accepts nothing. */
export function readAcknowledgements(texts: readonly string[]): Accepted {
  const names = texts.flatMap(namesIn);
  const ended = names.flatMap((name): ExpectedChain[] => {
    const [, accountId, region, until = ''] = ENDED.exec(name) ?? [];
    const time = Date.parse(until);
    return accountId === undefined || Number.isNaN(time) ? [] : [{ accountId, region, until: time }];
  });
  return { names, ended };
}

function namesIn(text: string): string[] {
  try {
    const { version, names, who, why } = JSON.parse(text) as Partial<Acknowledgement>;
    const isSigned = [who, why].every((value) => typeof value === 'string' && value.trim() !== '');
    const isWhole = version === 1 && isSigned && Array.isArray(names);
    return isWhole ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
