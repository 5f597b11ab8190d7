import { describeFinding, type Finding } from '../../../lambda/core';
import { formatIsoTime } from '../../../lambda/core/format/time';

/** What a finding says, with the time it is about and who caused it. It may hold text from the bucket. */
export function messageOf(finding: Finding): string {
  const facts = [
    rangeOf(finding),
    eventOf(finding),
    answerOf(finding),
    optionOf(finding),
    ...surroundingsOf(finding),
  ].filter((fact) => fact !== undefined);
  return facts.length === 0 ? describeFinding(finding) : `${describeFinding(finding)} (${facts.join('; ')})`;
}

function rangeOf({ range }: Finding): string | undefined {
  return range && `${formatIsoTime(range.start)} to ${formatIsoTime(range.end)}`;
}

/** What AWS answered instead of giving it. */
function answerOf({ detail }: Finding): string | undefined {
  return detail?.answer === undefined ? undefined : String(detail.answer);
}

/** The option that says it. */
function optionOf({ detail }: Finding): string | undefined {
  return detail?.option === undefined ? undefined : String(detail.option);
}

/** What was expected at a path, and what the mistake may be. */
function surroundingsOf({ code, detail }: Finding): (string | undefined)[] {
  if (code !== 'nothing-verified' || detail?.expected === undefined) return [];
  return [`expected ${detail.expected}`, detail.likely === undefined ? undefined : String(detail.likely)];
}

/** The event that explains a gap. */
function eventOf({ detail }: Finding): string | undefined {
  const { eventName, eventTime, who } = detail ?? {};
  if (eventName === undefined || typeof eventTime !== 'number') return undefined;
  return `${eventName} at ${formatIsoTime(eventTime)}${who === undefined ? '' : ` by ${who}`}`;
}
