import { CHANNEL_ENVIRONMENT, ENVIRONMENT } from '../../lib/shared/contract';
import { nameInArn } from '../core/format/arn';
import { EnvironmentReader, type Environment } from '../environment';
import type { About } from './message';

/** What the constructs have set for the function. */
export interface Settings extends About {
  readonly alarmTopic: string;
  /** The role of the other account by which it reads. */
  readonly role: string;
  /** The parameter in which it keeps what it has seen. */
  readonly parameter: string;
}

export function readSettings(environment: Environment): Settings {
  const read = new EnvironmentReader(environment);
  const settings = {
    trailName: nameInArn(read.trailArn()),
    alarmTopic: read.matching(ENVIRONMENT.alarmTopic),
    runbookUrl: read.matching(ENVIRONMENT.runbookUrl),
    role: read.matching(CHANNEL_ENVIRONMENT.role, /^arn:[a-z-]+:iam::\d{12}:role\/.+$/),
    parameter: read.matching(CHANNEL_ENVIRONMENT.parameter),
  };
  read.assertValid();
  return settings;
}
