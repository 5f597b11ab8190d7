import type { Caller } from '../aws/caller';
import type { CallName, Input, Output } from '../aws/calls';
import type { Place, SynthesizedStack } from '../plan/assembly';
import type { Plan } from '../plan/deployment';
import { Resolver } from '../plan/resolve';
import type { Context, DeployedStack } from './check';
import { onStacks } from './grants';

/** The time, and how to let it pass. */
export interface Clock {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** The calls that every check may make, to find out how a stack is deployed. */
export const COMMON_CALLS = { describeStacks: onStacks, listStackResources: onStacks };

/** What one run shares among its checks. */
export class RunContext implements Context {
  private readonly answers = new Map<string, Promise<unknown>>();
  private readonly stacks = new Map<SynthesizedStack, Promise<DeployedStack>>();

  public constructor(
    public readonly plan: Plan,
    public readonly caller: Caller,
    private readonly clock: Clock,
  ) {}

  public readonly now = (): number => this.clock.now();

  public readonly wait = (milliseconds: number): Promise<void> => this.clock.wait(milliseconds);

  public readonly read = <Name extends CallName>(
    name: Name,
    { accountId, region }: Place,
    input: Input<Name>,
  ): Promise<Output<Name>> =>
    this.once(['one', name, accountId, region, input], () => this.caller.call(name, { accountId, region }, input));

  public readonly pages = <Name extends CallName>(
    name: Name,
    { accountId, region }: Place,
    input: Input<Name>,
  ): Promise<Output<Name>[]> =>
    this.once(['all', name, accountId, region, input], () => this.caller.pages(name, { accountId, region }, input));

  public readonly repeat = <Name extends CallName>(
    name: Name,
    place: Place,
    input: Input<Name>,
  ): Promise<Output<Name>> => this.caller.call(name, place, input);

  public readonly deployed = (stack: SynthesizedStack): Promise<DeployedStack> => {
    const found = this.stacks.get(stack) ?? this.readStack(stack);
    this.stacks.set(stack, found);
    return found;
  };

  private once<T>(key: readonly unknown[], ask: () => Promise<T>): Promise<T> {
    const text = JSON.stringify(key);
    const found = (this.answers.get(text) as Promise<T> | undefined) ?? ask();
    this.answers.set(text, found);
    return found;
  }

  private async readStack(stack: SynthesizedStack): Promise<DeployedStack> {
    const { Stacks: [found] = [] } = await this.read('describeStacks', stack, { StackName: stack.name });
    const pages = await this.pages('listStackResources', stack, { StackName: stack.name });
    const ids = pages.flatMap(({ StackResourceSummaries = [] }) =>
      StackResourceSummaries.map(
        ({ LogicalResourceId = '', PhysicalResourceId = '' }) => [LogicalResourceId, PhysicalResourceId] as const,
      ),
    );
    return {
      status: found?.StackStatus ?? 'unknown',
      terminationProtection: found?.EnableTerminationProtection === true,
      createdAt: found?.CreationTime?.getTime() ?? 0,
      resolver: new Resolver(stack, new Map(ids.filter(([, physicalId]) => physicalId !== ''))),
    };
  }
}
