// What exists in the accounts at a moment: resources, whatever stack they belong to, and stacks.
import type { Planned } from './plan';
import type { StackSpec } from './stack-spec';
import { typeRow } from './types';
import { valueAt } from './value-at';

/** A resource that exists. */
export interface Physical extends Planned {
  /** Distinguishes it from another one that had the same name. */
  readonly serial: number;
  readonly account: string;
  readonly region: string;
  /** The stack that it belongs to; undefined for what a stack left behind. */
  readonly owner?: string;
  /** Which resource each of its references means. */
  readonly means: ReadonlyMap<string, number>;
  /** Of a document: the content of each version, and which of them is the default. */
  readonly versions?: { readonly contents: readonly string[]; readonly standard: number };
}

export type StackStatus =
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_FAILED';

export interface DeployedStack {
  readonly spec: StackSpec;
  readonly status: StackStatus;
  readonly terminationProtection: boolean;
}

/** Whether the default version of an SSM document follows an update: public reports disagree. */
export type DocumentDefault = 'follows' | 'stays';

export class World {
  public readonly stacks: Map<string, DeployedStack>;
  /** The buckets that something wrote to, by their serial numbers. */
  public readonly filledBuckets: Set<number>;
  private readonly resources: Map<number, Physical>;
  private readonly names: Map<string, number>;
  /** By stack and logical id; of a resource and what replaces it, the newer. */
  private readonly owned: Map<string, Map<string, number>>;
  private readonly types: Map<string, Set<number>>;
  private last: number;

  public constructor(
    public readonly managementAccountId: string,
    public readonly documentDefault: DocumentDefault = 'stays',
    other?: World,
  ) {
    this.stacks = new Map(other?.stacks);
    this.filledBuckets = new Set(other?.filledBuckets);
    this.resources = new Map(other?.resources);
    this.names = new Map(other?.names);
    this.owned = new Map([...(other?.owned ?? [])].map(([stack, ids]) => [stack, new Map(ids)]));
    this.types = new Map([...(other?.types ?? [])].map(([type, serials]) => [type, new Set(serials)]));
    this.last = other?.last ?? 0;
  }

  /** The same world, to go on in another way. */
  public copy(): World {
    return new World(this.managementAccountId, this.documentDefault, this);
  }

  public all(): Physical[] {
    return [...this.resources.values()];
  }

  public ofType(type: string): Physical[] {
    return [...(this.types.get(type) ?? [])].map((serial) => this.resources.get(serial)!);
  }

  public named(name: string | undefined): Physical | undefined {
    const serial = name === undefined ? undefined : this.names.get(name);
    return serial === undefined ? undefined : this.resources.get(serial);
  }

  /** What belongs to a stack, by logical id. */
  public ownedBy(stack: string): Map<string, Physical> {
    const own = [...(this.owned.get(stack) ?? [])];
    return new Map(own.map(([logicalId, serial]) => [logicalId, this.resources.get(serial)!]));
  }

  public ownedAs(stack: string, logicalId: string): Physical | undefined {
    return this.resources.get(this.owned.get(stack)?.get(logicalId) ?? -1);
  }

  public ownerOf(serial: number): string | undefined {
    return this.resources.get(serial)?.owner;
  }

  /** What no stack has any more. */
  public leftBehind(): Physical[] {
    return this.all().filter(({ owner }) => owner === undefined);
  }

  public add(
    planned: Planned,
    { account, region }: StackSpec,
    more: Pick<Physical, 'owner' | 'means' | 'versions'>,
  ): void {
    this.put({ ...planned, account, region, ...more, serial: (this.last += 1) });
  }

  public put(resource: Physical): void {
    const { serial, name, type, owner, logicalId } = resource;
    this.disown(this.resources.get(serial));
    this.resources.set(serial, resource);
    if (name !== undefined) this.names.set(name, serial);
    this.types.set(type, (this.types.get(type) ?? new Set()).add(serial));
    if (owner !== undefined) this.owned.set(owner, (this.owned.get(owner) ?? new Map()).set(logicalId, serial));
  }

  public remove({ serial }: Physical): void {
    const resource = this.resources.get(serial);
    if (resource === undefined) return;
    this.disown(resource);
    this.resources.delete(serial);
    this.types.get(resource.type)?.delete(serial);
    if (resource.name !== undefined && this.names.get(resource.name) === serial) this.names.delete(resource.name);
  }

  private disown(resource: Physical | undefined): void {
    if (resource?.owner === undefined) return;
    const own = this.owned.get(resource.owner);
    if (own?.get(resource.logicalId) === resource.serial) own.delete(resource.logicalId);
  }
}

/** The ARN that a request about a resource names. */
export function arnOf(resource: Pick<Physical, 'type' | 'properties' | 'account' | 'region' | 'logicalId'>): string {
  const { arn } = typeRow(resource.type);
  if (arn === '*') return arn;
  const [service, ...rest] = arn.split(':');
  const name = rest.join(':').replace(/\{([\w.]+)\}/g, (_, property: string) => valueOf(resource, property));
  const [, given] = /(arn:.*)$/.exec(name) ?? [];
  if (given !== undefined) return given;
  if (service === 's3') return `arn:aws:s3:::${name}`;
  const isGlobal = name.startsWith(':');
  return `arn:aws:${service}:${isGlobal ? '' : resource.region}:${resource.account}:${isGlobal ? name.slice(1) : name}`;
}

function valueOf({ properties, logicalId }: Pick<Physical, 'properties' | 'logicalId'>, property: string): string {
  const value = [valueAt(properties, property)].flat()[0];
  return value === undefined ? logicalId : String(value);
}
