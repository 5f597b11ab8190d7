// What people read of a reading. Names may come from the templates alone; what AWS answered is escaped and cut.
import { READING_SECTIONS } from '../../lib/shared/contract';
import { fit, shown } from '../core/format/excerpt';
import { subjectOf, type About, type Message } from '../notice';
import type { Difference } from './compare';
import { FAILURES_BEFORE_NOTICE, type Failure } from './judge';

const LONGEST_VALUE = 300;
const ROOM = { most: 100, bytes: 100_000 };

export function differencesMessage(differences: readonly Difference[], about: About): Message {
  const count = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`;
  const lines = [...differences]
    .sort((one, other) => Number(other.isGrave) - Number(one.isGrave))
    .map(({ of, what, ...place }) => `${placeOf(place)}: ${shown(of, LONGEST_VALUE)}: ${shown(what, LONGEST_VALUE)}`);
  return message(READING_SECTIONS.differs, count, about, [
    'What notifies people in the other account of the trail is not as it was deployed.',
    'Somebody changed it, unless the other account was deployed and this one was not: deploy both, or put it back.',
    ...lines,
  ]);
}

/** Nobody is accused: AWS may not have answered. */
export function failuresMessage(failures: readonly Failure[], about: About): Message {
  const lines = failures.map(({ reason, ...place }) => `${placeOf(place)}: ${shown(reason, LONGEST_VALUE)}`);
  return message(READING_SECTIONS.notRead, 'could not check', about, [
    `What notifies people in the other account of the trail could not be read ${FAILURES_BEFORE_NOTICE} times in a row or more.`,
    'Nothing is known about it: it may be as it was deployed, or not.',
    ...lines,
  ]);
}

function message(section: string, summary: string, { trailName, runbookUrl }: About, lines: string[]): Message {
  const { fitting, more } = fit(lines, ROOM, (line) => line);
  return {
    subject: subjectOf(`[CRITICAL] ${section}: ${summary}, ${trailName}`),
    body: [
      `[CRITICAL] ${section}`,
      `Trail: ${trailName}`,
      ...fitting,
      ...(more > 0 ? [`and ${more} more`] : []),
      `What to do: ${runbookUrl}#${section.toLowerCase()}`,
    ].join('\n'),
  };
}

const placeOf = ({ accountId, region }: Omit<Failure, 'reason'>): string => `account ${accountId}, Region ${region}`;
