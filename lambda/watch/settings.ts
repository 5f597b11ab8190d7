import { ENVIRONMENT } from '../../lib/shared/contract';
import { nameInArn } from '../core/format/arn';
import { EnvironmentReader, type Environment } from '../environment';

/** What the constructs have set for the watch. */
export interface Settings {
  readonly trailName: string;
  readonly evidenceBucket: string;
  readonly maxEvidenceAgeHours: number;
}

export function readSettings(environment: Environment): Settings {
  const read = new EnvironmentReader(environment);
  const settings = {
    trailName: nameInArn(read.trailArn()),
    evidenceBucket: read.matching(ENVIRONMENT.evidenceBucket),
    maxEvidenceAgeHours: read.number(ENVIRONMENT.maxEvidenceAgeHours, 1),
  };
  read.assertValid();
  return settings;
}
