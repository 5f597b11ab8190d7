/** The parts of an Amazon Resource Name. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** All that follows the account, for example `trail/organization-trail`. */
  readonly resource: string;
}

/** Splits an ARN. Parts that it lacks are empty. */
export function parseArn(arn: string): Arn {
  const [, partition = '', service = '', region = '', accountId = '', ...resource] = arn.split(':');
  return { partition, service, region, accountId, resource: resource.join(':') };
}

/** What follows the last slash of an ARN, such as the name of a trail. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
