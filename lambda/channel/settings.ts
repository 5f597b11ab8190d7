import { CHANNEL_ENVIRONMENT, ENVIRONMENT } from '../../lib/shared/contract';
import { EnvironmentReader, type Environment } from '../environment';
import { readAbout, type About } from '../notice';

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
    ...readAbout(read),
    alarmTopic: read.matching(ENVIRONMENT.alarmTopic),
    role: read.matching(CHANNEL_ENVIRONMENT.role, /^arn:[a-z-]+:iam::\d{12}:role\/.+$/),
    parameter: read.matching(CHANNEL_ENVIRONMENT.parameter),
  };
  read.assertValid();
  return settings;
}
