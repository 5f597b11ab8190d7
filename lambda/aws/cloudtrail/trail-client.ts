import { DescribeTrailsCommand, GetTrailCommand, type Trail as SdkTrail } from '@aws-sdk/client-cloudtrail';
import { isReadFailure, type ReadFailure } from '../../core';
import { parseArn } from '../../core/format/arn';
import type { Clients } from '../clients';
import { orReadFailure } from '../errors';

export interface TrailDescription {
  readonly arn: string;
  readonly bucket: string;
  readonly keyPrefix?: string;
  readonly isOrganizationTrail: boolean;
  readonly isMultiRegionTrail: boolean;
  readonly isValidated: boolean;
}

/** What CloudTrail says of a trail. */
export class TrailClient {
  public constructor(private readonly clients: Clients) {}

  /** Found by its ARN among the trails that its home Region lists, or asked for by name where it does not list it. */
  public async describeTrail(arn: string): Promise<TrailDescription | ReadFailure> {
    const client = this.clients.cloudTrail(parseArn(arn).region);
    const listed = await orReadFailure(async () => {
      const { trailList = [] } = await client.send(new DescribeTrailsCommand({}));
      return toDescription(
        arn,
        trailList.find(({ TrailARN }) => TrailARN === arn),
      );
    });
    if (!isReadFailure(listed)) return listed;
    const named = await orReadFailure(async () =>
      toDescription(arn, (await client.send(new GetTrailCommand({ Name: arn }))).Trail),
    );
    return isReadFailure(named) ? listed : named;
  }

  /** The trails that the home Region of a trail shows, itself included. */
  public async describeTrails(arn: string): Promise<readonly TrailDescription[] | ReadFailure> {
    const client = this.clients.cloudTrail(parseArn(arn).region);
    return orReadFailure(async () => {
      const { trailList = [] } = await client.send(new DescribeTrailsCommand({}));
      return trailList.flatMap((trail) => {
        const described = toDescription(trail.TrailARN ?? '', trail);
        return isReadFailure(described) ? [] : [described];
      });
    });
  }
}

function toDescription(arn: string, trail: SdkTrail | undefined): TrailDescription | ReadFailure {
  if (!trail?.S3BucketName) return { failure: 'absent', detail: `no trail ${arn}` };
  return {
    arn,
    bucket: trail.S3BucketName,
    keyPrefix: trail.S3KeyPrefix,
    isOrganizationTrail: trail.IsOrganizationTrail === true,
    isMultiRegionTrail: trail.IsMultiRegionTrail === true,
    isValidated: trail.LogFileValidationEnabled === true,
  };
}
