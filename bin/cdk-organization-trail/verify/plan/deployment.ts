import { CannotRun, rejected } from '../../../shared/failure';
import { readAssembly, type Place, type SynthesizedStack, type TemplateResource } from './assembly';
import { Resolver } from './resolve';
import { arn } from './resources';

/** The trail that the app deploys. */
export interface PlannedTrail extends Place {
  readonly name: string;
  readonly arn: string;
  readonly partition: string;
  readonly bucket: string;
  readonly keyPrefix?: string;
  /** What encrypts its files, as the template names it: an alias, by its ARN. */
  readonly keyId?: string;
  readonly isOrganizationTrail: boolean;
  readonly stack: SynthesizedStack;
}

/** A resource of one of the stacks, whose properties may still refer to others. */
export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly stack: SynthesizedStack;
}

/** What should be deployed, by the synthesized app. */
export class Plan {
  public constructor(
    public readonly trail: PlannedTrail,
    /** The stacks that have to do with the trail. */
    public readonly stacks: readonly SynthesizedStack[],
  ) {}

  /** All resources of a type. */
  public resources(...types: readonly string[]): PlannedResource[] {
    return this.stacks.flatMap((stack) => resourcesOf(stack).filter(({ type }) => types.includes(type)));
  }

  /** The accounts, that of the trail first. */
  public get accountIds(): string[] {
    return [...new Set([this.trail.accountId, ...this.stacks.map(({ accountId }) => accountId)])];
  }

  /** The account of the log bucket: that of the stack that makes it, or else that of the trail. */
  public get logArchiveAccountId(): string {
    const bucket = this.resources('AWS::S3::Bucket').find(
      ({ properties }) => properties.BucketName === this.trail.bucket,
    );
    return bucket?.stack.accountId ?? this.trail.accountId;
  }

  /** The name of the role that deploys the trail. */
  public get executionRoleName(): string | undefined {
    const stack = this.stacks.find(({ name }) => name === this.trail.stack.name);
    return stack?.executionRoleArn?.split('/').at(-1);
  }

  /** The accounts and Regions that have stacks, each once. */
  public get places(): Place[] {
    const places = new Map(
      this.stacks.map(({ accountId, region }) => [`${accountId} ${region}`, { accountId, region }]),
    );
    return [...places.values()];
  }
}

/** Reads synthesized apps, and chooses the stacks of one trail. */
export async function readPlan(folders: readonly string[], trailArn: string | undefined): Promise<Plan> {
  const stacks = (await Promise.all(folders.map(readAssembly))).flat();
  const trails = stacks.flatMap(trailsOf);
  const trail = chooseTrail(trails, trailArn);
  const own = stacks.filter((stack) => stack.name === trail.stack.name || hasToDoWith(trail, stack));
  const unplaced = own.find(({ accountId, region }) => !/^\d{12}$/.test(accountId) || region.startsWith('unknown'));
  if (unplaced) {
    throw new CannotRun(
      `the stack ${unplaced.name} has no account or Region`,
      'give it "env" with both, and synthesize again',
    );
  }
  return new Plan(trail, own);
}

/** A stack has to do with the trail that names it, or has something that is named after it. */
function hasToDoWith({ arn: trailArn, name }: PlannedTrail, { template }: SynthesizedStack): boolean {
  const text = JSON.stringify(template);
  // Some names can have no periods.
  return [trailArn, `"${name}-`, `"${name.replaceAll('.', '-')}-`].some((mark) => text.includes(mark));
}

function chooseTrail(trails: readonly PlannedTrail[], trailArn: string | undefined): PlannedTrail {
  const arns = trails.map((trail) => trail.arn);
  const chosen = trailArn === undefined ? trails : trails.filter((trail) => trail.arn === trailArn);
  if (chosen.length === 1) return chosen[0];
  if (trails.length === 0)
    throw new CannotRun('the app has no trail', 'name the folder of the app that deploys the trail, too');
  throw rejected({
    what: '--trail-arn',
    given: trailArn,
    allowed: `one of ${arns.join(', ')}`,
    todo: 'choose a trail',
  });
}

function trailsOf(stack: SynthesizedStack): PlannedTrail[] {
  return resourcesOf(stack)
    .filter(({ type }) => type === 'AWS::CloudTrail::Trail')
    .map(({ properties }) => {
      const resolver = new Resolver(stack);
      const text = (property: string) => resolver.resolve<string | undefined>(properties[property]);
      const name = text('TrailName') ?? '';
      const { accountId, region, partition } = stack;
      return {
        ...{ name, accountId, region, partition, stack },
        arn: arn('cloudtrail', `trail/${name}`, stack),
        bucket: text('S3BucketName') ?? '',
        keyPrefix: text('S3KeyPrefix'),
        keyId: text('KMSKeyId'),
        isOrganizationTrail: properties.IsOrganizationTrail === true,
      };
    });
}

function resourcesOf(stack: SynthesizedStack): PlannedResource[] {
  return Object.entries<TemplateResource>(stack.template.Resources ?? {}).map(([logicalId, resource]) => ({
    ...{ logicalId, type: resource.Type, properties: resource.Properties ?? {}, stack },
  }));
}
