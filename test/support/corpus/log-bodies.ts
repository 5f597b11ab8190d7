import { gzipSync } from 'node:zlib';
import { sha256 } from './signing';

export interface LogBody {
  readonly text: string;
  readonly gzip: Buffer;
  readonly sha256: string;
}

const EVENT_SOURCES = ['s3', 'ec2', 'sts', 'iam', 'kms', 'lambda', 'logs', 'dynamodb'];

function eventOf(seed: number, index: number): object {
  const hex = sha256(`${seed}/${index}`);
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROA${hex.slice(0, 16).toUpperCase()}:session`,
      arn: `arn:aws:sts::111111111111:assumed-role/role-${seed % 7}/session`,
    },
    eventTime: '2026-01-01T00:00:00Z',
    eventSource: `${EVENT_SOURCES[(seed + index) % EVENT_SOURCES.length]}.amazonaws.com`,
    eventName: `Describe${hex.slice(16, 24)}`,
    sourceIPAddress: `192.0.2.${(seed + index) % 250}`,
    requestParameters: { id: hex },
    requestID: hex.slice(0, 36),
    eventID: hex.slice(28),
    eventType: 'AwsApiCall',
  };
}

export function logBodyOf(records: readonly object[]): LogBody {
  const text = JSON.stringify({ Records: records }).replace(/\//g, '\\/');
  return { text, gzip: gzipSync(text), sha256: sha256(text) };
}

/** A pool of different log files, each made once: many log files may share a body, never a name. */
export class LogBodies {
  private readonly made = new Map<number, LogBody>();

  public constructor(
    private readonly different: number,
    private readonly eventsPerLogFile: number,
  ) {}

  public at(index: number): LogBody {
    const seed = index % this.different;
    const cached = this.made.get(seed);
    if (cached !== undefined) return cached;
    const body = logBodyOf(Array.from({ length: this.eventsPerLogFile }, (_, event) => eventOf(seed, event)));
    this.made.set(seed, body);
    return body;
  }
}
