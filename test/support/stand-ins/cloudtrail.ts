import { awsJsonService, Operation, ServiceError } from './aws-json';
import { StandInService } from './stand-in';

/** A public key of a Region, as ListPublicKeys gives it. */
export interface StandInPublicKey {
  readonly fingerprint: string;
  /** DER, PKCS#1 or SPKI. */
  readonly value: Buffer;
  readonly validityStartTime: Date;
  readonly validityEndTime: Date;
}

/** A trail, with the field names of DescribeTrails. */
export interface StandInTrail {
  readonly Name: string;
  readonly TrailARN: string;
  readonly S3BucketName: string;
  readonly S3KeyPrefix?: string;
  readonly HomeRegion: string;
  readonly IsMultiRegionTrail?: boolean;
  readonly IsOrganizationTrail?: boolean;
  readonly LogFileValidationEnabled?: boolean;
}

export interface CloudTrailStandInOptions {
  /** The public keys of each Region. */
  readonly publicKeys?: Readonly<Record<string, readonly StandInPublicKey[]>>;
  readonly trails?: readonly StandInTrail[];
  /** GetTrailStatus of each trail, by ARN. */
  readonly statuses?: Readonly<Record<string, object>>;
  /** The error of an operation in a Region, where it is to fail. */
  readonly fault?: (operation: string, region: string) => ServiceError | undefined;
}

/** ListPublicKeys by time and Region, DescribeTrails, GetTrail and GetTrailStatus. */
export function cloudTrailStandIn(options: CloudTrailStandInOptions): StandInService {
  const trails = options.trails ?? [];
  const operations: Record<string, Operation> = {
    ListPublicKeys: (input, region) => ({
      PublicKeyList: keysWithin(options.publicKeys?.[region] ?? [], input).map(({ value, ...key }) => ({
        Fingerprint: key.fingerprint,
        Value: value.toString('base64'),
        ValidityStartTime: key.validityStartTime.getTime() / 1000,
        ValidityEndTime: key.validityEndTime.getTime() / 1000,
      })),
    }),
    DescribeTrails: ({ trailNameList }) => ({
      trailList: Array.isArray(trailNameList) && trailNameList.length ? trails.filter(named(trailNameList)) : trails,
    }),
    GetTrail: ({ Name }) => ({ Trail: only(trails, Name) }),
    GetTrailStatus: ({ Name }) => options.statuses?.[only(trails, Name).TrailARN] ?? { IsLogging: true },
  };
  return awsJsonService('CloudTrail_20131101.', withFaults(operations, options.fault));
}

function keysWithin(keys: readonly StandInPublicKey[], input: Record<string, unknown>): readonly StandInPublicKey[] {
  const start = Number(input.StartTime ?? 0) * 1000;
  const end = Number(input.EndTime ?? Number.MAX_SAFE_INTEGER) * 1000;
  if (start > end) throw new ServiceError('InvalidTimeRangeException', 'The start time is after the end time.');
  return keys.filter((key) => key.validityStartTime.getTime() <= end && key.validityEndTime.getTime() >= start);
}

function named(names: readonly unknown[]) {
  return (trail: StandInTrail) => names.includes(trail.TrailARN) || names.includes(trail.Name);
}

function only(trails: readonly StandInTrail[], name: unknown): StandInTrail {
  const trail = trails.find(named([name]));
  if (!trail) throw new ServiceError('TrailNotFoundException', `Unknown trail: ${String(name)}`);
  return trail;
}

function withFaults(
  operations: Record<string, Operation>,
  fault: CloudTrailStandInOptions['fault'],
): Record<string, Operation> {
  const guarded = ([name, operation]: [string, Operation]): [string, Operation] => [
    name,
    (input, region, accessKeyId) => {
      const error = fault?.(name, region);
      if (error) throw error;
      return operation(input, region, accessKeyId);
    },
  ];
  return Object.fromEntries(Object.entries(operations).map(guarded));
}
