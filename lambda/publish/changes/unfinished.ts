import { FINDINGS } from '../../core';
import type { FindingGroup } from '../../records/finding-groups';
import type { ReportedFindings } from './notified';

type ChainOrRegion = Pick<FindingGroup, 'accountId' | 'region'>;
type MaybeShared = ChainOrRegion & Pick<FindingGroup, 'chains'>;

/**
 * Whether a run did not get to the end of a chain, so that it can't say that its findings are over. A sweep that is
 * unfinished is none of these: the run has looked at what is open.
 */
export function unfinishedIn({
  unfinished,
  groups,
  omitted,
}: Pick<ReportedFindings, 'unfinished' | 'groups' | 'omitted'>): (group: MaybeShared) => boolean {
  // Where chains are not named, it may be any of them.
  const isAny = ({ code, chains: count }: FindingGroup) => FINDINGS[code].about === 'run' && count !== undefined;
  if ((omitted?.unfinished ?? 0) > 0 || groups.some(isAny)) return () => true;
  const chains: ChainOrRegion[] = [
    ...unfinished.filter(({ isSweep }) => !isSweep),
    ...groups.filter(({ code }) => FINDINGS[code].about === 'run'),
  ];
  const names = new Set(chains.flatMap(({ accountId, region }) => [nameOf({ accountId, region }), nameOf({ region })]));
  return (group) => names.has(nameOf(group)) || (group.chains !== undefined && names.size > 0);
}

function nameOf({ accountId = '*', region = '*' }: ChainOrRegion): string {
  return `${accountId} ${region}`;
}
