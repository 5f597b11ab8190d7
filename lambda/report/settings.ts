import { REPORT_ENVIRONMENT } from '../../lib/shared/contract';
import { nameInArn } from '../core/format/arn';
import { EnvironmentReader, type Environment } from '../environment';
import { readTopics, type Topics } from '../notice';

/** What the constructs have set for the reporter. */
export interface Settings {
  readonly trailArn: string;
  readonly trailName: string;
  readonly logGroup: string;
  readonly table: string;
  readonly topics: Topics;
  readonly digestFilters: readonly string[];
  readonly ownNames: readonly string[];
  readonly digestHour: number;
  /** The filters of whose alarms people are notified when they are over. */
  readonly overFilters: readonly string[];
}

export function readSettings(environment: Environment): Settings {
  const read = new EnvironmentReader(environment);
  const trailArn = read.trailArn();
  const settings = {
    trailArn,
    trailName: nameInArn(trailArn),
    logGroup: read.matching(REPORT_ENVIRONMENT.logGroup),
    table: read.matching(REPORT_ENVIRONMENT.table),
    topics: readTopics(read),
    digestFilters: read.list(REPORT_ENVIRONMENT.digestFilters, names),
    ownNames: read.list(REPORT_ENVIRONMENT.ownNames, names),
    digestHour: read.number(REPORT_ENVIRONMENT.digestHour, 0),
    overFilters: read.list(REPORT_ENVIRONMENT.overFilters, names),
  };
  read.assertValid();
  return settings;
}

function names(text: string, variable: string): string[] {
  const value = JSON.parse(text) as unknown;
  const isList = Array.isArray(value) && value.every((name) => typeof name === 'string');
  if (!isList) throw new Error(`${variable} is no list of names`);
  return value as string[];
}
