import { rewriteFilter } from './filter-terms';

/** The filter pattern of a metric filter as the condition of a `filter` command of CloudWatch Logs Insights. */
export function insightsCondition(filterPattern: string): string {
  return rewriteFilter(filterPattern, {
    isMissing: (field) => `not ispresent(${field})`,
    equals,
    matches: (field, expression) => `${field} like /${expression.replace(/\//g, '\\/')}/`,
    // Logs Insights shows a Boolean as a number or as a word.
    is: (field, truth) => `${field} like /^(${truth ? '1|true' : '0|false'})$/`,
    not: (condition) => `not (${condition})`,
    and: 'and',
    or: 'or',
  });
}

function equals(field: string, literal: string): string {
  return literal.includes('*') ? `${field} like /${regularExpression(literal)}/` : `${field} = "${literal}"`;
}

function regularExpression(literal: string): string {
  const parts = literal.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'));
  return `^${parts.join('.*')}$`.replace(/^\^\.\*/, '').replace(/\.\*\$$/, '');
}
