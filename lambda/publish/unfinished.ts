import { FINDINGS } from '../core';
import type { FindingGroup } from '../records/finding-groups';
import type { Groups } from './changes';

type Chain = Pick<FindingGroup, 'accountId' | 'region'>;

const PLACE = /^(\d{12}) ([a-z0-9-]+) from /;

/**
 * Whether a run did not get to the end of a chain, so that it can't say that its findings are over. What is left of a
 * sweep is none of these: the run has looked at what is open.
 */
export function unfinishedIn({ unfinished = [], groups }: Pick<Groups, 'unfinished' | 'groups'>) {
  const named = unfinished.flatMap((text): Chain[] => {
    const [, accountId, region] = PLACE.exec(text) ?? [];
    return accountId === undefined ? [] : [{ accountId, region }];
  });
  // The report names only so many; each of them has a finding besides.
  const chains = [...named, ...groups.filter(({ code }) => FINDINGS[code].about === 'run')];
  const names = new Set(chains.flatMap(({ accountId, region }) => [nameOf({ accountId, region }), nameOf({ region })]));
  return (chain: Chain): boolean => names.has(nameOf(chain));
}

function nameOf({ accountId = '*', region = '*' }: Chain): string {
  return `${accountId} ${region}`;
}
