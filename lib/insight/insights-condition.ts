// Writes the filter pattern of a metric filter in the query language of CloudWatch Logs Insights, so that the query for
// an alarm finds what raised it.

const TERM =
  /\$\.(?<field>[\w.]+)\s*(?:(?<missing>NOT EXISTS)|(?<operator>!?=)\s*(?:"(?<quoted>[^"]*)"|(?<word>[\w.*]+)))/g;

/** The condition of a `filter` command. */
export function insightsCondition(filterPattern: string): string {
  const body = filterPattern.trim().slice(1, -1).trim();
  return body
    .replace(TERM, (_, field, missing, operator, quoted, word) =>
      missing === undefined ? comparison(field, operator, quoted ?? word) : `not ispresent(${field})`,
    )
    .replace(/&&/g, 'and')
    .replace(/\|\|/g, 'or');
}

function comparison(field: string, operator: string, literal: string): string {
  const equals = literal.includes('*') ? `${field} like /${regularExpression(literal)}/` : `${field} = "${literal}"`;
  // A field that is missing is not equal to anything.
  return operator === '=' ? equals : `(not ispresent(${field}) or not (${equals}))`;
}

function regularExpression(literal: string): string {
  const parts = literal.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'));
  return `^${parts.join('.*')}$`.replace(/^\^\.\*/, '').replace(/\.\*\$$/, '');
}
