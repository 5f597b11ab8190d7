import { ENVIRONMENT } from '../../lib/shared/contract';
import { nameInArn } from '../core/format/arn';
import { EnvironmentReader, type Environment } from '../environment';
import type { About } from './message';

/** What the constructs have set for the function. */
export interface Settings extends About {
  readonly alarmTopic: string;
}

export function readSettings(environment: Environment): Settings {
  const read = new EnvironmentReader(environment);
  const settings = {
    trailName: nameInArn(read.trailArn()),
    alarmTopic: read.matching(ENVIRONMENT.alarmTopic),
    runbookUrl: read.matching(ENVIRONMENT.runbookUrl),
  };
  read.assertValid();
  return settings;
}
