// The words of SQL that queries are made of, in the dialect of Athena.
import { rewriteFilter } from '../filter-terms';

/** Fields that differ from call to call: their columns hold JSON as text, so that no field of a call is lost. */
const JSON_COLUMNS = ['requestParameters', 'responseElements', 'additionalEventData', 'serviceEventDetails'];

/** A field of a record, by its path, as an expression. */
export function sqlField(path: string): string {
  const [column, ...rest] = path.split('.');
  return JSON_COLUMNS.includes(column) && rest.length > 0
    ? `json_extract_scalar(${column.toLowerCase()}, '$.${rest.join('.')}')`
    : path.toLowerCase();
}

export function sqlText(value: string): string {
  return `'${value.replace(/'/g, "''")}'`;
}

export function sqlIn(path: string, values: readonly string[]): string {
  return `${sqlField(path)} IN (${values.map(sqlText).join(', ')})`;
}

/** The filter pattern of a metric filter as the condition of a WHERE clause. */
export function sqlCondition(filterPattern: string): string {
  return rewriteFilter(filterPattern, {
    isMissing: (field) => `${sqlField(field)} IS NULL`,
    equals,
    matches: (field, expression) => `regexp_like(${sqlField(field)}, ${sqlText(expression)})`,
    is: (field, truth) => `${sqlField(field)} = '${truth}'`,
    not: (condition) => `NOT (${condition})`,
    and: 'AND',
    or: 'OR',
  });
}

function equals(field: string, literal: string): string {
  if (!literal.includes('*')) return `${sqlField(field)} = ${sqlText(literal)}`;
  const pattern = literal.replace(/[\\%_]/g, '\\$&').replace(/\*/g, '%');
  return `${sqlField(field)} LIKE ${sqlText(pattern)}${pattern.includes('\\') ? " ESCAPE '\\'" : ''}`;
}
