import { partitionNamed } from '../../../../lib/shared/partitions';
import type { SynthesizedStack } from './assembly';
import { arnOf, fixedRef } from './resources';

/** The ids that CloudFormation gave to resources, by their logical ids. */
export type PhysicalIds = ReadonlyMap<string, string>;

/** A reference that can't be followed: what it names is not deployed, or is no kind of reference that is known here. */
export class Unresolved extends Error {
  public override readonly name = 'Unresolved';
}

const NO_VALUE = Symbol('AWS::NoValue');

/** Gives a value of a template as it is deployed: intrinsic functions are replaced by what they stand for. */
export class Resolver {
  public constructor(
    private readonly stack: SynthesizedStack,
    private readonly physicalIds: PhysicalIds = new Map(),
  ) {}

  public resolve<T = unknown>(value: unknown): T {
    const resolved = this.value(value);
    return (resolved === NO_VALUE ? undefined : resolved) as T;
  }

  private value(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.value(item)).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined]] = entries;
    if (entries.length === 1 && name === 'Ref') return this.ref(String(argument));
    if (entries.length === 1 && name.startsWith('Fn::')) return this.call(name, argument);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, this.value(item)]).filter(([, item]) => item !== NO_VALUE),
    );
  }

  private call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Fn::GetAtt':
        return this.attribute(...this.attributeName(argument));
      case 'Fn::Join': {
        const [separator, parts] = this.value(argument) as [string, unknown[]];
        return parts.join(separator);
      }
      case 'Fn::Sub':
        return this.substitute(argument);
      case 'Fn::Select': {
        const [index, list] = this.value(argument) as [number | string, unknown[]];
        return list[Number(index)];
      }
      case 'Fn::Split': {
        const [separator, text] = this.value(argument) as [string, string];
        return text.split(separator);
      }
      default:
        throw new Unresolved(`the template of ${this.stack.name} uses ${name}, which is not followed here`);
    }
  }

  private attributeName(argument: unknown): [string, string] {
    const [logicalId, ...path] = Array.isArray(argument) ? (argument as string[]) : String(argument).split('.');
    return [logicalId, path.join('.')];
  }

  private ref(logicalId: string): unknown {
    const pseudo = this.pseudoParameters();
    if (Object.hasOwn(pseudo, logicalId)) return pseudo[logicalId];
    const { Type = '', Properties = {} } = this.stack.template.Resources?.[logicalId] ?? {};
    const known = this.physicalIds.get(logicalId) ?? fixedRef(Type, Properties, this.stack);
    if (known === undefined) throw new Unresolved(`the id of ${logicalId} in ${this.stack.name} is not known`);
    return known;
  }

  private attribute(logicalId: string, attribute: string): string {
    const { Type = '' } = this.stack.template.Resources?.[logicalId] ?? {};
    const isArn = ['Arn', 'TopicArn'].includes(attribute);
    const arn = isArn ? arnOf(Type, String(this.ref(logicalId)), this.stack) : undefined;
    if (arn === undefined) throw new Unresolved(`${attribute} of ${logicalId} in ${this.stack.name} is not known`);
    return arn;
  }

  private substitute(argument: unknown): string {
    const [text, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
      if (literal) return whole.replace('!', '');
      if (Object.hasOwn(own, name)) return String(this.value(own[name]));
      return String(name.includes('.') ? this.attribute(...this.attributeName(name)) : this.ref(name));
    });
  }

  private pseudoParameters(): Record<string, unknown> {
    const { accountId, region, partition, name } = this.stack;
    return {
      'AWS::AccountId': accountId,
      'AWS::Region': region,
      'AWS::Partition': partition,
      'AWS::URLSuffix': partitionNamed(partition).dnsSuffix,
      'AWS::StackName': name,
      'AWS::NoValue': NO_VALUE,
    };
  }
}
