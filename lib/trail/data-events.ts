import type { TrailIdentity } from '../identity/trail-identity';
import { ReportNames } from '../identity/report-names';
import { ValidationNames } from '../identity/validation-names';
import { Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import type { AdvancedEventSelector, EventSelector, FieldSelector } from './selectors';

/**
 * Which data events of one kind a trail records.
 */
export interface DataEventsOptions {
  /**
   * Record only events on resources whose ARN starts with one of these.
   *
   * For the objects of a bucket, end the bucket's ARN with a slash.
   *
   * @default - all resources of the type
   */
  readonly resourceArnPrefixes?: string[];

  /**
   * Leave out events on resources whose ARN starts with one of these.
   *
   * @default - none beyond the buckets of this trail
   */
  readonly exceptResourceArnPrefixes?: string[];

  /**
   * Record only calls of these names, for example `PutObject`.
   *
   * @default - all calls
   */
  readonly eventNames?: string[];

  /**
   * Record only calls that change something.
   *
   * @default false
   */
  readonly writeOnly?: boolean;
}

/**
 * Data events that a trail records beside all management events.
 *
 * CloudTrail charges for each data event. The log, access-log and evidence buckets of this trail are always left out of
 * `s3Objects`: recording the trail's own deliveries makes each delivery cause another one.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export class DataEvents {
  /**
   * Calls on the objects of S3 buckets, other than the log, access-log and evidence bucket of this trail.
   *
   * @throws an error that names every value that is malformed
   */
  public static s3Objects(options: DataEventsOptions = {}): DataEvents {
    return new DataEvents('S3 objects', 'AWS::S3::Object', options, (trail) => [
      `${trail.logBucketArn}/`,
      `${trail.accessLogBucketArn}/`,
      `${trail.evidenceBucketArn}/`,
    ]);
  }

  /**
   * Deletions, and changes of retention and legal hold, of the objects in the log bucket, and nothing else there.
   *
   * Deliveries are not recorded, so this cannot feed itself. Deletions by the lifecycle rules are in the server access
   * logs only.
   */
  public static logBucketDeletions(): DataEvents {
    return new DataEvents(
      'Deletions in the log bucket',
      'AWS::S3::Object',
      { eventNames: ['DeleteObject', 'DeleteObjects', 'PutObjectRetention', 'PutObjectLegalHold'] },
      () => [],
      (trail) => [`${trail.logBucketArn}/`],
    );
  }

  /**
   * Writes to the table of digest validation, which holds its checkpoints, and nothing else: some for each account and
   * Region in each run. With them a tamper alert notifies people of anyone else who writes there.
   */
  public static validatorTable(): DataEvents {
    return new DataEvents(
      'Writes to the table of digest validation',
      'AWS::DynamoDB::Table',
      { writeOnly: true },
      () => [],
      (trail) => [new ValidationNames(trail).tableArn],
    );
  }

  /**
   * Writes to the table of the reporter of alarms, and nothing else: some for each alarm. With them a tamper alert notifies
   * people of anyone else who writes there.
   */
  public static reportTable(): DataEvents {
    return new DataEvents(
      'Writes to the table of alarm reports',
      'AWS::DynamoDB::Table',
      { writeOnly: true },
      () => [],
      (trail) => [new ReportNames(trail).tableArn],
    );
  }

  /**
   * Invocations of Lambda functions.
   *
   * @throws an error that names every value that is malformed
   */
  public static lambdaInvocations(options: DataEventsOptions = {}): DataEvents {
    return new DataEvents('Lambda invocations', 'AWS::Lambda::Function', options);
  }

  /**
   * Calls on the items of DynamoDB tables.
   *
   * @throws an error that names every value that is malformed
   */
  public static dynamoDbItems(options: DataEventsOptions = {}): DataEvents {
    return new DataEvents('DynamoDB items', 'AWS::DynamoDB::Table', options);
  }

  /**
   * Calls on any other type of resource that CloudTrail lists for `resources.type`, for example `AWS::SNS::Topic`.
   *
   * For `AWS::S3::Object` use `s3Objects`, which leaves out the trail's own buckets.
   *
   * @throws an error that names every value that is malformed
   */
  public static ofResourceType(resourceType: string, options: DataEventsOptions = {}): DataEvents {
    return resourceType === 'AWS::S3::Object'
      ? DataEvents.s3Objects(options)
      : new DataEvents(`Data events of ${resourceType}`, resourceType, options);
  }

  private constructor(
    private readonly name: string,
    private readonly resourceType: string,
    private readonly options: DataEventsOptions,
    private readonly ownResources: (trail: TrailIdentity) => string[] = () => [],
    private readonly onlyOwnResources: (trail: TrailIdentity) => string[] | undefined = () => undefined,
  ) {
    const problems = new Problems().required('resourceType', resourceType, RULES.dataResourceType);
    for (const [property, rule] of [
      ['resourceArnPrefixes', RULES.resourceArnPrefix],
      ['exceptResourceArnPrefixes', RULES.resourceArnPrefix],
      ['eventNames', RULES.eventName],
    ] as const) {
      problems.matchAll(property, options[property], rule).unless(options[property]?.length !== 0, {
        what: property,
        given: [],
        allowed: 'at least one value',
        todo: 'leave the property out: CloudTrail takes no empty list',
      });
    }
    problems.throwIfAny(`DataEvents "${name}"`);
  }

  /** @internal */
  public _render(trail: TrailIdentity): AdvancedEventSelector {
    const { resourceArnPrefixes, exceptResourceArnPrefixes = [], eventNames, writeOnly } = this.options;
    const startsWith = this.onlyOwnResources(trail) ?? resourceArnPrefixes;
    const notStartsWith = [...this.ownResources(trail), ...exceptResourceArnPrefixes];
    const fields: FieldSelector[] = [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: [this.resourceType] },
      ...(eventNames === undefined ? [] : [{ Field: 'eventName', Equals: eventNames }]),
      ...(writeOnly === true ? [{ Field: 'readOnly', Equals: ['false'] }] : []),
      ...(startsWith === undefined && notStartsWith.length === 0
        ? []
        : [
            {
              Field: 'resources.ARN',
              ...(startsWith !== undefined && { StartsWith: startsWith }),
              ...(notStartsWith.length > 0 && { NotStartsWith: notStartsWith }),
            },
          ]),
    ];
    return { Name: this.name, FieldSelectors: fields };
  }

  /**
   * As a classic selector, which names resources by their exact ARNs; undefined where that can't say the same.
   *
   * @internal
   */
  public _renderClassic(trail: TrailIdentity): EventSelector | undefined {
    const values = this.onlyOwnResources(trail);
    if (values === undefined || this.options.eventNames !== undefined) return undefined;
    return {
      ReadWriteType: this.options.writeOnly === true ? 'WriteOnly' : 'All',
      IncludeManagementEvents: false,
      ExcludeManagementEventSources: [],
      DataResources: [{ Type: this.resourceType, Values: values }],
    };
  }
}
