import { unescapeText } from '../../../lambda/core/format/escape';
import type { Arguments } from '../../shared/arguments';
import { readAwsAccess, type AwsAccess } from '../../shared/aws-options';
import { parseTrailArn, type TrailArn } from '../trail-arn';
import type { AcknowledgeOption } from './option-table';

/** What a person acknowledges, and in which words. */
export interface AcknowledgeOptions {
  readonly trail: TrailArn;
  readonly evidenceBucket: string;
  /** Names of findings, as reports and messages show them. */
  readonly names: readonly string[];
  /** All findings of one chain with one code: `CODE ACCOUNT REGION`. */
  readonly groups: readonly string[];
  readonly access: AwsAccess;
  /** Left out where nothing is acknowledged. */
  readonly person?: { readonly who: string; readonly why: string };
}

export function readAcknowledgeOptions(given: Arguments<AcknowledgeOption>): AcknowledgeOptions {
  const options = {
    trail: parseTrailArn(given.required('trail-arn')),
    evidenceBucket: given.required('evidence-bucket'),
    names: given.all('name').map(unescapeText),
    groups: given.all('all'),
    access: readAwsAccess(given),
  };
  if (options.names.length + options.groups.length === 0) return options;
  return { ...options, person: { who: given.required('who'), why: given.required('why') } };
}
