import { escapeText } from '../digest-validator/escape';
import { nameOf, type FindingGroup } from '../digest-validator/scheduled/groups';
import type { Report } from '../digest-validator/scheduled/report';
import type { Changes } from './changes';
import type { Place } from './message';

/** EventBridge takes events of up to 256 KB. */
const MOST_GROUPS = 100;

/** The detail of the event of a run. */
export function eventDetail(report: Report, { opened, closed, open }: Changes, evidence: Place): object {
  const { trailArn, runId, mode, route, time, verdict, counts, facts, unfinished } = report;
  const told = (groups: readonly FindingGroup[]) => groups.slice(0, MOST_GROUPS).map(toDetail);
  return {
    version: 1,
    trailArn,
    runId,
    mode,
    route,
    time: new Date(time).toISOString(),
    verdict,
    counts,
    facts,
    unfinished: unfinished.length,
    opened: told(opened),
    closed: told(closed),
    openGroups: open.length,
    evidence,
  };
}

function toDetail(group: FindingGroup): object {
  const { code, severity, accountId, region, count } = group;
  return { code, severity, accountId, region, count, example: escapeText(nameOf(group)) };
}
