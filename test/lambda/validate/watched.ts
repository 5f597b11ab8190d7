// The alarms as they are deployed, over what the bundled functions record as hours pass.
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, DigestValidation, LogArchive } from '../../../lib';
import { ValidationNames, type FunctionId } from '../../../lib/identity/validation-names';
import { Metrics, periodOf, stateAt, type AlarmProperties, type State } from '../../support/alarms/evaluate';
import { archiveStack, organizationTrail } from '../../support/stacks';
import type { Answer } from '../../support/run-time/lambda-process';
import { START, type Seen, type World } from '../../support/run-time/world';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const trail = organizationTrail();
const names = new ValidationNames(trail);
const alarms = deployedAlarms();

function deployedAlarms(): AlarmProperties[] {
  const stack = archiveStack();
  new DigestValidation(stack, 'DigestValidation', {
    logArchive: new LogArchive(stack, 'LogArchive', { trail }),
    alarmTopic: new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] }),
  });
  const found = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  return found.map(({ Properties }) => Properties as AlarmProperties);
}

/** The hours of a world as CloudWatch sees them. */
export class Watched {
  /** Names of the alarms that were on, with the hours at which they came on. */
  public readonly raised = new Map<string, number[]>();
  private readonly metrics = new Metrics();
  private readonly states = new Map<string, State>();

  public constructor(
    private readonly world: World,
    /** The hour in which the functions and alarms were deployed. */
    private readonly deployed: number,
  ) {}

  /** A run or none, the watch, and what the alarms make of it in the minutes and hour that follow. */
  public async hour(hour: number, modes: readonly ('hourly' | 'sweep')[] = ['hourly']): Promise<Seen[]> {
    const { world } = this;
    const runs: Seen[] = [];
    world.passTo(hour);
    this.functionRan('Watch', await world.watch());
    for (const mode of modes) {
      const seen = await world.run(mode);
      runs.push(seen);
      this.functionRan('Validator', { error: seen.error, lines: seen.lines });
      this.functionRan('Publisher', { lines: [] });
    }
    for (let minutes = 5; minutes <= 60; minutes += 5) this.evaluate(world.now + minutes * MINUTE, hour);
    return runs;
  }

  public isOn(name: string): boolean {
    return this.states.get(names.alarmName(name)) === 'ALARM';
  }

  /** What AWS counts of a function, and the metrics that it wrote to its log. */
  private functionRan(id: FunctionId, { error, lines }: Answer): void {
    const count = (name: string, value: number) =>
      this.metrics.record(
        'AWS/Lambda',
        name,
        { FunctionName: names.functionName(id) },
        { time: this.world.now, value },
      );
    count('Invocations', 1);
    count('Errors', error === undefined ? 0 : 1);
    count('Throttles', 0);
    count('Duration', 1000);
    for (const line of lines.filter((text) => text.includes('"_aws"'))) this.embedded(line);
  }

  private embedded(line: string): void {
    const document = JSON.parse(line) as Record<string, unknown> & {
      readonly _aws: {
        readonly CloudWatchMetrics: {
          readonly Namespace: string;
          readonly Dimensions: string[][];
          readonly Metrics: { readonly Name: string }[];
        }[];
      };
    };
    for (const { Namespace, Dimensions, Metrics: list } of document._aws.CloudWatchMetrics) {
      for (const { Name } of list) {
        for (const set of Dimensions) {
          const dimensions = Object.fromEntries(set.map((name) => [name, String(document[name])]));
          for (const value of [document[Name]].flat()) {
            this.metrics.record(Namespace, Name, dimensions, { time: this.world.now, value: Number(value) });
          }
        }
      }
    }
  }

  private evaluate(time: number, hour: number): void {
    for (const alarm of alarms) {
      // An alarm whose periods reach back before the deployment has not enough of them yet.
      if (time - alarm.EvaluationPeriods * periodOf(alarm) * 1000 < START + this.deployed * HOUR) continue;
      const before = this.states.get(alarm.AlarmName) ?? 'OK';
      const state = stateAt(alarm, this.metrics, time, before);
      this.states.set(alarm.AlarmName, state);
      if (state === 'ALARM' && before === 'OK') {
        const name = alarm.AlarmName.replace('organization-trail-', '');
        this.raised.set(name, [...(this.raised.get(name) ?? []), hour]);
      }
    }
  }
}
