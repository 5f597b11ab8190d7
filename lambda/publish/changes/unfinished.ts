import { FINDINGS } from '../../core';
import type { FindingGroup } from '../../records/finding-groups';
import type { ReportedFindings } from './notified';

type ChainOrRegion = Pick<FindingGroup, 'accountId' | 'region'>;

/**
 * Whether a run did not get to the end of a chain, so that it can't say that its findings are over. A sweep that is
 * unfinished is none of these: the run has looked at what is open.
 */
export function unfinishedIn({ unfinished, groups }: Pick<ReportedFindings, 'unfinished' | 'groups'>) {
  const chains: ChainOrRegion[] = [
    ...unfinished.filter(({ isSweep }) => !isSweep),
    ...groups.filter(({ code }) => FINDINGS[code].about === 'run'),
  ];
  const names = new Set(chains.flatMap(({ accountId, region }) => [nameOf({ accountId, region }), nameOf({ region })]));
  return (chain: ChainOrRegion): boolean => names.has(nameOf(chain));
}

function nameOf({ accountId = '*', region = '*' }: ChainOrRegion): string {
  return `${accountId} ${region}`;
}
