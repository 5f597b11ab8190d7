// Writes the filter pattern of a metric filter in a query language, so that the query for an alarm finds what raised it.

const TERM =
  /\$\.(?<field>[\w.]+)\s*(?:(?<missing>NOT EXISTS)|(?<operator>!?=)\s*(?:"(?<quoted>[^"]*)"|(?<word>[\w.*]+)))/g;

/** How a query language writes the terms of a filter pattern. */
export interface TermWriter {
  readonly isMissing: (field: string) => string;
  /** `*` in the literal stands for any characters. */
  readonly equals: (field: string, literal: string) => string;
  /** What holds for a field that is missing too: it is not equal to anything. */
  readonly differs: (field: string, literal: string) => string;
  readonly and: string;
  readonly or: string;
}

export function rewriteFilter(filterPattern: string, writer: TermWriter): string {
  const body = filterPattern.trim().slice(1, -1).trim();
  return body
    .replace(TERM, (_, field: string, missing?: string, operator?: string, quoted?: string, word?: string) => {
      if (missing !== undefined) return writer.isMissing(field);
      const literal = quoted ?? word ?? '';
      return operator === '=' ? writer.equals(field, literal) : writer.differs(field, literal);
    })
    .replace(/&&/g, writer.and)
    .replace(/\|\|/g, writer.or);
}
