import { exampleName, type FindingGroup } from '../records/finding-groups';
import type { Report, ReportLocation } from '../records/report';
import type { Changes } from './changes/notified';
import { fit, shown } from './message/limits';

/** For each of three lists, so that an event stays below 200 KB. */
const LIST = { most: 100, bytes: 60_000 };

/** The detail of the event of a run. */
export function eventDetail(
  report: Report,
  { opened, closed, open, acknowledged }: Changes,
  evidence: ReportLocation,
): object {
  const { trailArn, runId, mode, route, time, verdict, counts, metrics, unfinished } = report;
  const lists = { opened: opened.map(toDetail), closed: closed.map(toDetail), acknowledged: acknowledged.map(shown) };
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
    unfinished: unfinished.length,
    ...Object.fromEntries(fitted.map(([name, { fitting }]) => [name, fitting])),
    /** How many more there are of each list. */
    omitted: Object.fromEntries(fitted.map(([name, { more }]) => [name, more])),
    openGroups: open.length,
    evidence,
  };
}

function toDetail(group: FindingGroup): object {
  const { code, severity, accountId, region, count } = group;
  return { code, severity, accountId, region, count, example: shown(exampleName(group)) };
}
