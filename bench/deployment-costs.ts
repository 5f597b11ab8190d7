// What everything that the app deploys costs a month, by calculation: the resources of its templates, and what an account writes.
import { sealedSweepsAMonth } from './seal-costs';
import { hourlyRunsAMonth } from './validation-costs';

/** What an account makes in a day. docs/questions.md calculates with the same. */
export const LOAD = { gzipGigabytes: 0.01, textGigabytes: 0.1, files: 1500 };
const DAYS = 30;
const RETENTION_DAYS = 365;

/** US dollars a month, list prices of us-east-1. Metrics are counted as if each had values all the time. */
const PRICES: Readonly<Record<string, number>> = {
  'AWS::KMS::Key': 1,
  'AWS::CloudWatch::Alarm': 0.1,
  'AWS::Logs::MetricFilter': 0.3,
};
const PER_GIGABYTE = { logsIngested: 0.5, logsKept: 0.03, s3Kept: 0.023 };
const PER_PUT = 0.005 / 1000;

interface Template {
  toJSON(): { readonly [key: string]: unknown };
}

export interface Costs {
  /** Keys, alarms and metrics: the same for any number of accounts. */
  readonly fixed: number;
  readonly logGroup: number;
  readonly bucket: number;
  readonly validation: number;
  readonly all: number;
}

export function deploymentCosts(templates: Iterable<Template>, accounts: number): Costs {
  const fixed = [...templates].flatMap(typesIn).reduce((sum, type) => sum + (PRICES[type] ?? 0), 0);
  const kept = accounts * LOAD.gzipGigabytes * RETENTION_DAYS;
  const ingested = accounts * LOAD.textGigabytes * DAYS;
  // CloudWatch Logs keeps what it takes compressed.
  const logGroup = ingested * PER_GIGABYTE.logsIngested + kept * PER_GIGABYTE.logsKept;
  const bucket = kept * PER_GIGABYTE.s3Kept + accounts * LOAD.files * DAYS * PER_PUT;
  const validation = hourlyRunsAMonth(accounts) + sealedSweepsAMonth(accounts);
  return { fixed, logGroup, bucket, validation, all: fixed + logGroup + bucket + validation };
}

/** The cells of the README: a row for each size. */
export function costRows(templates: readonly Template[], sizes: readonly number[]): string[][] {
  return sizes.map((accounts) => {
    const { fixed, logGroup, bucket, validation, all } = deploymentCosts(templates, accounts);
    const cells = [fixed, logGroup, bucket, validation, all].map((dollars) =>
      Math.round(dollars).toLocaleString('en-US'),
    );
    return [accounts.toLocaleString('en-US'), ...cells];
  });
}

function typesIn(template: Template): string[] {
  const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };
  return Object.values(Resources).map(({ Type }) => Type);
}
