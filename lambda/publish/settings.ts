import { ENVIRONMENT } from '../../lib/shared/contract';
import { EnvironmentReader, type Environment } from '../environment';

/** What the publisher and the watch are told by the constructs. */
export interface Settings {
  readonly trailArn: string;
  readonly trailName: string;
  readonly evidenceBucket: string;
}

export interface PublisherSettings extends Settings {
  readonly memoryKey: string;
  readonly alarmTopic?: string;
  readonly eventBus?: string;
  readonly hasSecurityHub: boolean;
  readonly runbookUrl?: string;
}

export interface WatchSettings extends Settings {
  readonly maxEvidenceAgeHours: number;
}

const DEFAULT_MAX_AGE_HOURS = 3;
const TRAIL_ARN = /^arn:[a-z-]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[\w.-]+$/;

export function readPublisherSettings(environment: Environment): PublisherSettings {
  return read(environment, (reader) => ({
    memoryKey: reader.matching(ENVIRONMENT.memoryKey),
    ...reader.given('alarmTopic', ENVIRONMENT.alarmTopic),
    ...reader.given('eventBus', ENVIRONMENT.eventBus),
    hasSecurityHub: reader.oneOf(ENVIRONMENT.securityHub, ['false', 'true']) === 'true',
    ...reader.given('runbookUrl', ENVIRONMENT.runbookUrl),
  }));
}

export function readWatchSettings(environment: Environment): WatchSettings {
  return read(environment, (reader) => ({
    maxEvidenceAgeHours: reader.number(ENVIRONMENT.maxEvidenceAgeHours, 1, DEFAULT_MAX_AGE_HOURS),
  }));
}

function read<Own extends object>(environment: Environment, own: (reader: EnvironmentReader) => Own): Settings & Own {
  const reader = new EnvironmentReader(environment);
  const trailArn = reader.matching(ENVIRONMENT.trailArn, TRAIL_ARN);
  const settings = {
    trailArn,
    trailName: trailArn.slice(trailArn.lastIndexOf('/') + 1),
    evidenceBucket: reader.matching(ENVIRONMENT.evidenceBucket),
    ...own(reader),
  };
  reader.assertGood();
  return settings;
}
