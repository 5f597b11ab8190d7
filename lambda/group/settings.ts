import { EnvironmentReader, type Environment } from '../environment';
import { readAbout, readTopics, type About, type Topics } from '../notice';

/** What the constructs have set for the function. */
export interface Settings extends About {
  readonly topics: Topics;
}

export function readSettings(environment: Environment): Settings {
  const read = new EnvironmentReader(environment);
  const settings = { ...readAbout(read), topics: readTopics(read) };
  read.assertValid();
  return settings;
}
