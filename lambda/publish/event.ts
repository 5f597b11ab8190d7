import { exampleName, type FindingGroup } from '../records/finding-groups';
import type { HashedLocation, Report } from '../records/report';
import type { Growth } from './changes/growth';
import type { Changes } from './changes/notified';
import { fit, shown } from '../core/format/excerpt';

/** For each of four lists, so that an event stays below 200 KB. */
const LIST = { most: 100, bytes: 45_000 };

/** The detail of the event of a run. */
export function eventDetail(
  report: Report,
  { opened, grown, passed, closed, open, acknowledged, acknowledgedMore }: Changes,
  evidence: HashedLocation,
): object {
  const { trailArn, runId, mode, route, time, verdict, counts, metrics, unfinished, omitted } = report;
  const growths = new Map(grown.map((growth) => [growth.group, growth]));
  const lists = {
    opened: opened.map((group) => toDetail(group, growths.get(group))),
    passed: passed.map((group) => toDetail(group)),
    closed: closed.map((group) => toDetail(group)),
    acknowledged: acknowledged.map((name) => shown(name)),
  };
  const fitted = Object.entries(lists).map(
    ([name, list]) => [name, fit<unknown>(list, LIST, (item) => JSON.stringify(item))] as const,
  );
  return {
    version: 1,
    trailArn,
    runId,
    mode,
    route,
    time: new Date(time).toISOString(),
    verdict,
    counts,
    metrics,
    unfinished: unfinished.length + (omitted?.unfinished ?? 0) + (omitted?.unfinishedSweeps ?? 0),
    ...Object.fromEntries(fitted.map(([name, { fitting }]) => [name, fitting])),
    /** How many more there are of each list. */
    omitted: Object.fromEntries(
      fitted.map(([name, { more }]) => [name, name === 'acknowledged' ? more + acknowledgedMore : more]),
    ),
    openGroups: open.length,
    evidence,
  };
}

/** A group, with the latest of the new ones as its example where it has grown. */
function toDetail(group: FindingGroup, growth?: Growth): object {
  const { code, severity, accountId, region, count, chains } = group;
  const example = growth?.newest[growth.newest.length - 1] ?? group.example;
  const added = growth === undefined ? {} : { added: growth.added };
  return { code, severity, accountId, region, count, chains, ...added, example: shown(exampleName({ example })) };
}
