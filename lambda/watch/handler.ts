import { findNewestIn, type FindNewest } from '../aws/s3/newest-object';
import { isReportKey } from '../records/evidence-keys';
import { watchEvidence } from './evidence-age';
import { readSettings, type Settings } from './settings';

let opened: { readonly settings: Settings; readonly findNewest: FindNewest } | undefined;

/** Looks whether there is new evidence. */
export function handler(): Promise<{ age?: number }> {
  const { settings, findNewest } = (opened ??= open());
  return watchEvidence(findNewest, settings, Date.now());
}

function open() {
  const settings = readSettings(process.env);
  const region = process.env.AWS_REGION ?? 'us-east-1';
  return { settings, findNewest: findNewestIn(region, settings.evidenceBucket, isReportKey) };
}
