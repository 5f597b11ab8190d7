/** The parts of an Amazon Resource Name. */
export interface Arn {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

export function parseArn(arn: string): Arn {
  const [, partition = '', , region = '', accountId = '', ...resource] = arn.split(':');
  return { partition, region, accountId, resource: resource.join(':') };
}

/** What follows the last slash of an ARN, such as the name of a trail. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
