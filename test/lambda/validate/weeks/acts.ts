// What the owner of a trail may do, recorded by CloudTrail, with the code that people are to acknowledge.
import { Corpus, isoTime, type CorpusOptions } from '../../../support/corpus';
import { ACCOUNTS, REGION, START } from '../../../support/run-time/world';
import { acknowledgeAll, type Acts } from './simulate';

const MINUTE = 60_000;
const [OWNER] = ACCOUNTS;
const WHO = `arn:aws:sts::${OWNER}:assumed-role/admin/jane`;

export interface Act {
  readonly code: string;
  readonly who: string;
  /** Other codes that people may be notified of meanwhile. */
  readonly explains: readonly string[];
  /** The last hours before it. Few, since each takes a corpus of its own. */
  readonly hours: readonly number[];
  readonly done: (hour: number) => Acts;
}

/** While nothing is delivered, digests are due. */
const SILENT = ['chain-stale'];
const HOURS = [153, 246];

function recorded(hour: number, eventName: string, more: object = {}, minutesBefore = 50): CorpusOptions['calls'] {
  // Ends of digests follow from the start and the chain alone.
  const plain = new Corpus({ accounts: [OWNER], regions: [REGION], start: START, hours: hour });
  const end = plain.chain().ends[hour];
  const event = {
    eventTime: isoTime(end - minutesBefore * MINUTE),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName,
    userIdentity: { arn: WHO },
    requestParameters: { name: 'organization-trail', ...more },
  };
  return [{ account: OWNER, region: REGION, hour, event }];
}

const stopped = (eventName: string, gapHours: number): Act => ({
  code: 'logging-stopped',
  who: WHO,
  explains: SILENT,
  hours: HOURS,
  done: (hour) => ({
    options: { restarts: [{ afterHour: hour, gapHours, isLogged: false }], calls: recorded(hour, eventName) },
    at: { [hour + 1]: () => undefined, [hour + 12]: () => undefined, [hour + 60]: acknowledgeAll },
  }),
});

export const ACTS: Readonly<Record<string, Act>> = {
  'a stop': stopped('StopLogging', 5),
  'a new trail in the place of the old one': stopped('DeleteTrail', 2),
  'a move': {
    code: 'bucket-not-allowed',
    who: WHO,
    explains: SILENT,
    // The log file with the call that moves the trail back is delivered where it was moved to, in an hour that has one. Hours
    // without one are those in which digests and the log files that they list lie in different buckets.
    hours: [151, 244],
    done: (hour) => ({
      options: {
        formerPlaces: [
          { bucket: 'trail-logs', throughHour: hour },
          { bucket: 'foreign-logs', throughHour: hour + 6 },
        ],
        calls: recorded(hour + 8, 'UpdateTrail', { s3BucketName: 'trail-logs' }, 70),
      },
      at: { [hour + 1]: () => undefined, [hour + 12]: () => undefined, [hour + 60]: acknowledgeAll },
    }),
  },
};
