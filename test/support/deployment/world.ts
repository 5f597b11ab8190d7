import { AwsRequests, denial, type Asked } from './requests';
import type { DeployedStack, SynthesizedApp } from './app';
import { answers, type Answer, type Answers } from './answers';
import type { PolicyDocument } from '../iam';
import { checkSignature, serve, ServiceError, type StandIn } from '../stand-ins';

export { ServiceError };
export type { Asked };

/** When it is, unless time passes. */
export const NOW = Date.UTC(2026, 2, 10, 10, 3, 20);

/** Whose credentials each access key is. Sessions of roles are those of the account of the trail. */
const ACCESS_KEYS: Readonly<Record<string, string>> = {
  AKIAMANAGEMENT: '111111111111',
  AKIAARCHIVE: '222222222222',
  AKIAOTHER: '999999999999',
  ASIAROLE: '111111111111',
  ASIADENIED: '111111111111',
};

const CREDENTIALS = Object.fromEntries(
  Object.keys(ACCESS_KEYS).map((key) => [
    key,
    { secretAccessKey: 'secret', ...(key.startsWith('ASIA') && { sessionToken: 'token' }) },
  ]),
);

const asSynthesized = (policy: PolicyDocument): PolicyDocument => policy;

/** The accounts that an app is deployed to, as AWS answers for them. Everything is in order, but for its faults. */
export class World {
  /** What the service control policies of the app are taken for. */
  public guardrail = asSynthesized;
  public readonly requests: AwsRequests;
  /** IAM actions that are denied. */
  public readonly denied = new Set<string>();
  private readonly faults = new Map<string, Answer>();
  private healthy!: Answers;
  private time = NOW;
  private standIn!: StandIn;

  private constructor(public readonly app: SynthesizedApp) {
    this.requests = new AwsRequests(() => this.time);
  }

  public static async open(app: SynthesizedApp): Promise<World> {
    const world = new World(app);
    world.healthy = answers(world);
    const service = world.requests.service(ACCESS_KEYS, checkSignature(CREDENTIALS), (asked) => world.answer(asked));
    world.standIn = await serve({ services: [service] });
    return world;
  }

  public close(): Promise<void> {
    return this.standIn.close();
  }

  public get endpoint(): string {
    return this.standIn.endpoint;
  }

  public get stacks(): readonly DeployedStack[] {
    return this.app.stacks;
  }

  public now(): number {
    return this.time;
  }

  public pass(milliseconds: number): void {
    this.time += milliseconds;
  }

  /** Everything in order again. */
  public reset(): void {
    this.faults.clear();
    this.denied.clear();
    this.guardrail = asSynthesized;
    this.time = NOW;
    this.requests.asked.length = 0;
    this.healthy = answers(this);
  }

  /** Has an operation, such as `cloudtrail:GetTrail`, answered otherwise. It is given the answer where all is in order. */
  public fault(operation: string, change: (output: never, asked: Asked) => object): void {
    const healthy = this.healthy[operation];
    if (healthy === undefined) throw new Error(`no stand-in answers ${operation}`);
    this.faults.set(operation, async (asked) => change((await healthy(asked)) as never, asked));
  }

  private async answer(asked: Asked): Promise<object> {
    const { operation, action } = asked;
    if (this.denied.has(action)) throw denial(action);
    const answer = this.faults.get(operation) ?? this.healthy[operation];
    if (answer === undefined) throw new Error(`no stand-in answers ${operation}`);
    return answer(asked);
  }
}
