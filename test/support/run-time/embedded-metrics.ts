import { METRICS } from '../../../lib/shared/contract';

/** The values of the metrics in a log, by name. */
export function metricsIn(lines: readonly string[]): Record<string, number> {
  const documents = lines.filter((line) => line.includes('"_aws"')).map((line) => JSON.parse(line) as object);
  const values = documents.flatMap((document) => Object.entries(document));
  return Object.fromEntries(values.filter(([name]) => Object.values<string>(METRICS).includes(name)));
}
