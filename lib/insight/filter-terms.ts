// Writes the filter pattern of a metric filter in a query language, so that the query for an alarm finds what raised it.

const TERM =
  /\$\.(?<field>[\w.]+)\s*(?:(?<missing>NOT EXISTS)|IS (?<truth>TRUE|FALSE)|(?<operator>!?=)\s*(?:"(?<quoted>[^"]*)"|%(?<regex>[^%]+)%|(?<word>[\w.*]+)))/g;

interface Term {
  readonly field: string;
  readonly missing?: string;
  readonly truth?: string;
  readonly operator?: string;
  readonly quoted?: string;
  readonly regex?: string;
  readonly word?: string;
}

/** How a query language writes the terms of a filter pattern. */
export interface TermWriter {
  readonly isMissing: (field: string) => string;
  /** `*` in the literal stands for any characters. */
  readonly equals: (field: string, literal: string) => string;
  /** A regular expression that is found anywhere in the text. */
  readonly matches: (field: string, expression: string) => string;
  readonly is: (field: string, truth: boolean) => string;
  readonly not: (condition: string) => string;
  readonly and: string;
  readonly or: string;
}

export function rewriteFilter(filterPattern: string, writer: TermWriter): string {
  const body = filterPattern.trim().slice(1, -1).trim();
  return body
    .replace(TERM, (...found) => {
      const term = found.at(-1) as Term;
      const { field, missing, truth, operator } = term;
      if (missing !== undefined) return writer.isMissing(field);
      if (truth !== undefined) return writer.is(field, truth === 'TRUE');
      const same = equality(term, writer);
      // A field that is missing is not equal to anything either.
      return operator === '=' ? same : `(${writer.isMissing(field)} ${writer.or} ${writer.not(same)})`;
    })
    .replace(/&&/g, writer.and)
    .replace(/\|\|/g, writer.or);
}

function equality({ field, quoted, regex, word = '' }: Term, writer: TermWriter): string {
  return regex === undefined ? writer.equals(field, quoted ?? word) : writer.matches(field, regex);
}
