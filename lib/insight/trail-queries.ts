import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CisControl } from '../detection/filters/cis-control';
import { ExtraFilter } from '../detection/filters/extra-filter';
import { BESIDE_TRAIL } from '../identity/homes';
import { partOfTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { insightsCondition } from './insights-condition';
import { SAVED_QUERIES } from './saved-queries';

/**
 * What saved queries are made of.
 */
export interface TrailQueriesProps {
  /**
   * The trail whose log group is queried.
   */
  readonly trail: TrailIdentity;
}

/**
 * Saved queries for CloudWatch Logs Insights: one for each alarm, which finds what raised it, and those that a responder
 * runs first.
 *
 * They belong into the account and Region of the log group and are found in the console under the name of the trail.
 * Logs Insights charges by what it reads: choose the time range first.
 *
 * @example
 * new TrailQueries(this, 'Queries', { trail });
 */
export class TrailQueries extends Construct {
  /** The names of the queries, as the console shows them. */
  public readonly queryNames: string[];

  constructor(scope: Construct, id: string, props: TrailQueriesProps) {
    super(scope, id);
    const { trail } = partOfTrail(this, props.trail, BESIDE_TRAIL);
    const queries = [
      ...[...CisControl.all(), ...ExtraFilter.all()].map(({ filterName, filterPattern }) => ({
        name: filterName,
        queryString: queryOf(insightsCondition(filterPattern)),
      })),
      ...SAVED_QUERIES.map(({ name, condition, fields, commands }) => ({
        name,
        queryString: queryOf(condition(trail), fields, commands),
      })),
    ];
    for (const { name, queryString } of queries) {
      new logs.CfnQueryDefinition(this, name, {
        name: `${trail.trailName}/${name}`,
        queryString,
        logGroupNames: [trail.logGroupName],
      });
    }
    this.queryNames = queries.map(({ name }) => `${trail.trailName}/${name}`);
  }
}

/** Who, when, from where: what every result begins with. */
const COLUMNS = [
  'eventTime',
  'userIdentity.type',
  'userIdentity.arn',
  'userIdentity.sessionContext.sessionIssuer.arn',
  'sourceIPAddress',
  'recipientAccountId',
  'awsRegion',
  'eventSource',
  'eventName',
  'errorCode',
  'eventID',
];

function queryOf(condition: string, fields: readonly string[] = [], commands?: readonly string[]): string {
  const show = commands ?? ['sort @timestamp desc', 'limit 1000'];
  return [`fields ${[...COLUMNS, ...fields].join(', ')}`, `filter ${condition}`, ...show].join('\n| ');
}
