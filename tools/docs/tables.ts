// The tables of the documents that are made of the filters and of the protected resources, as cells.
import { AlarmProfile, DIGEST_FILTERS, routeOf } from '../../lib/detection/alarm-routes';
import { TAMPER_TEXTS } from '../../lib/detection/alerts/tamper-texts';
import { CisControl } from '../../lib/detection/filters/cis-control';
import { ExtraFilter } from '../../lib/detection/filters/extra-filter';
import {
  callsOf,
  eventSourceOf,
  isBecause,
  TAMPER_ALERT_NAMES,
  type Because,
  type ProtectedCall,
  type ProtectedResource,
  type RepairOutcome,
} from '../../lib/protection/protected-resource';
import { PROTECTED_RESOURCES, raising } from '../../lib/protection/protected-resources';

export interface DocumentTable {
  readonly file: string;
  /** The name in the comments before and after it. */
  readonly name: string;
  /** The head, and then the rows. */
  readonly cells: readonly (readonly string[])[];
}

/** The tables, each with the document that it is in. */
export function documentTables(): DocumentTable[] {
  return [
    {
      file: 'docs/attacks.md',
      name: 'calls',
      cells: [['resource', 'calls', 'alert', 'denied by', 'repair'], ...calls()],
    },
    {
      file: 'docs/detection.md',
      name: 'controls',
      cells: [['control', 'CIS', 'alarm', 'what happened', 'severity'], ...controls()],
    },
    {
      file: 'docs/runbook.md',
      name: 'extra filters',
      cells: [['alarm', 'what happened', 'severity', 'why'], ...extraFilters()],
    },
    {
      file: 'docs/detection.md',
      name: 'routes',
      cells: [['alarm', 'in the profile quiet', 'why the digest is soon enough'], ...routes()],
    },
    { file: 'docs/detection.md', name: 'tamper alerts', cells: [['alert', 'where', 'calls', 'of'], ...alerts()] },
  ];
}

/** A row for the calls of a resource on which the same happens. */
function calls(): string[][] {
  return PROTECTED_RESOURCES.flatMap((resource) => {
    const all = callsOf(resource).map((call) => ({ call, outcomes: outcomesOf(call) }));
    const distinct = new Map(all.map(({ outcomes }) => [outcomes.join('|'), outcomes]));
    return [...distinct.values()].map((outcomes) => {
      const alike = all.filter((entry) => entry.outcomes.join('|') === outcomes.join('|'));
      return [resource.name, namesOf(alike.map(({ call }) => call)), ...outcomes];
    });
  });
}

function outcomesOf({ alert, guard, repair }: ProtectedCall): string[] {
  return [
    isBecause(alert) ? no(alert) : `\`${alert}\` (${TAMPER_TEXTS[alert].severity})`,
    isBecause(guard) ? no(guard) : guard.map((statement) => `\`${statement}\``).join(', '),
    isBecause(repair) ? no(repair) : REPAIR[repair],
  ];
}

const no = ({ because }: Because): string => `no: ${because}`;

const REPAIR: Record<RepairOutcome, string> = {
  start: 'starts',
  startForInsights: 'starts where the trail has Insights',
  notify: 'people are notified',
};

/** What CloudTrail records, or the permissions where it records nothing. */
function namesOf(alike: readonly ProtectedCall[]): string {
  const names = alike.flatMap(({ events, actions }) => (events.length > 0 ? events : actions));
  return [...new Set(names)].map((name) => name.replaceAll('*', '…')).join(', ');
}

function controls(): string[][] {
  return CisControl.all().map(({ controlId, cisIds, filterName, title, severity }) => {
    // "v1.2.0/3.1" is requirement 3.1 of version 1.2.
    const requirements = cisIds.map((id) => id.replace(/^v(\d+\.\d+)\.\d+\//, '$1: '));
    return [controlId, requirements.join(', '), `\`${filterName}\``, title, severity];
  });
}

function extraFilters(): string[][] {
  return ExtraFilter.all().map(({ filterName, title, severity, reason }) => [
    `\`${filterName}\``,
    title,
    severity,
    reason,
  ]);
}

function routes(): string[][] {
  return [...CisControl.all(), ...ExtraFilter.all()].map((filter) => {
    const reason = DIGEST_FILTERS.find((row) => row.filter.filterName === filter.filterName)?.reason ?? '';
    return [`\`${filter.filterName}\``, routeOf(filter, AlarmProfile.QUIET), reason];
  });
}

function alerts(): string[][] {
  return TAMPER_ALERT_NAMES.map((name) => {
    const rows = raising(name);
    const of = (values: (resource: ProtectedResource) => string) =>
      [...new Set(rows.map(({ resource }) => values(resource)))].join(', ');
    const raisedBy = rows.flatMap((row) => row.calls);
    return [`\`${name}\``, of(({ where }) => where.words), namesOf(raisedBy), of(eventSourceOf)];
  });
}

export const beginOf = (name: string): string => `<!-- begin of ${name}: made by "npm run docs" -->`;
export const endOf = (name: string): string => `<!-- end of ${name} -->`;

/** The text between the comments of a table. */
export function sectionOf(page: string, { name, file }: DocumentTable): { readonly from: number; readonly to: number } {
  const [begin, end] = [page.indexOf(beginOf(name)), page.indexOf(endOf(name))];
  if (begin < 0 || end < begin) throw new Error(`${file} lacks "${beginOf(name)}" or "${endOf(name)}"`);
  return { from: begin + beginOf(name).length, to: end };
}
