import { ENVIRONMENT } from '../../lib/shared/contract';
import { nameInArn } from '../core/format/arn';
import { HOUR } from '../core/format/time';
import { EnvironmentReader, type Environment } from '../environment';

/** What the constructs have set for the publisher. */
export interface Settings {
  readonly trailArn: string;
  readonly trailName: string;
  readonly evidenceBucket: string;
  readonly checkpointKey: string;
  readonly alarmTopic?: string;
  readonly hasSecurityHub: boolean;
  readonly runbookUrl?: string;
  /** People are notified of what is unverified once it is so old, in milliseconds. */
  readonly notifyAfter: number;
}

export function readSettings(environment: Environment): Settings {
  const read = new EnvironmentReader(environment);
  const trailArn = read.trailArn();
  const settings = {
    trailArn,
    trailName: nameInArn(trailArn),
    evidenceBucket: read.matching(ENVIRONMENT.evidenceBucket),
    checkpointKey: read.matching(ENVIRONMENT.checkpointKey),
    ...read.optional('alarmTopic', ENVIRONMENT.alarmTopic),
    hasSecurityHub: read.oneOf(ENVIRONMENT.securityHub, ['false', 'true']) === 'true',
    ...read.optional('runbookUrl', ENVIRONMENT.runbookUrl),
    notifyAfter: read.number(ENVIRONMENT.notifyAfterHours, 0) * HOUR,
  };
  read.assertValid();
  return settings;
}
