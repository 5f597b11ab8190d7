// The alarms as they are deployed, over what the bundled functions record as hours pass.
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, DigestValidation, LogArchive } from '../../../lib';
import { ValidationNames, type FunctionId } from '../../../lib/identity/validation-names';
import { Metrics, periodOf, stateAt, type AlarmProperties, type State } from '../../support/alarms/evaluate';
import { archiveStack, organizationTrail } from '../../support/stacks';
import type { Answer } from '../../support/run-time/lambda-process';
import { ACCOUNTS, START, World } from '../../support/run-time/world';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const FIRST = 10;
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

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

/** The hours as CloudWatch sees them. */
class Watched {
  /** Names of the alarms that were on, with the hours at which they came on. */
  public readonly raised = new Map<string, number[]>();
  private readonly metrics = new Metrics();
  private readonly states = new Map<string, State>();

  /** A run or none, the watch, and what the alarms make of it in the minutes and hour that follow. */
  public async hour(hour: number, modes: readonly ('hourly' | 'sweep')[] = ['hourly']): Promise<void> {
    world.passTo(hour);
    this.functionRan('Watch', await world.watch());
    for (const mode of modes) {
      const seen = await world.run(mode);
      this.functionRan('Validator', { error: seen.error, lines: seen.lines });
      this.functionRan('Publisher', { lines: [] });
    }
    for (let minutes = 5; minutes <= 60; minutes += 5) this.evaluate(world.now + minutes * MINUTE, hour);
  }

  public isOn(name: string): boolean {
    return this.states.get(names.alarmName(name)) === 'ALARM';
  }

  /** What AWS counts of a function, and the metrics that it wrote to its log. */
  private functionRan(id: FunctionId, { error, lines }: Answer): void {
    const count = (name: string, value: number) =>
      this.metrics.record('AWS/Lambda', name, { FunctionName: names.functionName(id) }, { time: world.now, value });
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
            this.metrics.record(Namespace, Name, dimensions, { time: world.now, value: Number(value) });
          }
        }
      }
    }
  }

  private evaluate(time: number, hour: number): void {
    for (const alarm of alarms) {
      // An alarm whose periods reach back before the deployment has not enough of them yet.
      if (time - alarm.EvaluationPeriods * periodOf(alarm) * 1000 < START + FIRST * HOUR) continue;
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

test('a quiet week of a healthy organization raises not one alarm', async () => {
  await world.begin({ hours: 8 * 24, logsPerHour: 1 });
  const watched = new Watched();
  for (let hour = FIRST; hour < FIRST + 7 * 24; hour++) {
    await watched.hour(hour, hour === 100 ? ['hourly', 'sweep'] : ['hourly']);
  }
  expect([...watched.raised]).toEqual([]);
}, 300_000);

test('tampering raises its alarm once, keeps it on from run to run, and lets it go when the log file is back', async () => {
  await world.begin();
  const watched = new Watched();
  for (let hour = FIRST; hour < 18; hour++) await watched.hour(hour);
  world.passTo(20);
  const chain = world.corpus.chain(ACCOUNTS[1]);
  const [key = ''] = chain.logFilesOf(chain.normalKeys[18] ?? '');
  const logFile = world.logs.object(key)!;
  world.logs.delete(key);
  for (let hour = 20; hour < 24; hour++) await watched.hour(hour);
  expect([watched.isOn('LogTampering'), watched.raised.get('LogTampering')?.length]).toEqual([true, 1]);
  world.logs.put(key, logFile);
  await watched.hour(24);
  expect(watched.isOn('LogTampering')).toBe(false);
});

test('a validator that does not run is noticed three times over, by its own word, by AWS and by its evidence', async () => {
  await world.begin();
  const watched = new Watched();
  for (let hour = FIRST; hour < 16; hour++) await watched.hour(hour);
  expect([...watched.raised]).toEqual([]);
  for (let hour = 16; hour < 22; hour++) await watched.hour(hour, []);
  for (const name of ['ValidatorDidNotRun', 'ValidatorNotInvoked', 'EvidenceTooOld']) {
    expect([name, watched.isOn(name)]).toEqual([name, true]);
  }
  expect(watched.raised.get('ValidatorNotInvoked')).toEqual([18]);
});

test('a table that can not be reached fails the run aloud, and moves nothing', async () => {
  await world.begin();
  const watched = new Watched();
  for (let hour = FIRST; hour < 14; hour++) await watched.hour(hour);
  const before = await world.items();
  world.table.fault = 'unreachable';
  await watched.hour(14);
  world.table.fault = undefined;
  expect(watched.raised.get('ValidatorErrors')).toEqual([14]);
  expect(await world.items()).toEqual(before);
});
