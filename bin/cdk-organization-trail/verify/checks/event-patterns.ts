import { isDeepStrictEqual } from 'node:util';
import { arn } from '../plan/resources';
import { ruleSamples, type EventSample } from '../samples/rule-samples';
import { defineCheck, failed, type Context } from './check';
import { grouped, onEverything } from './grants';
import { deployedName, resourceSubjects, revertDrift, type ResourceSubject } from './resource-subjects';
import { verdictOnSamples } from './sample-verdict';

const rules = resourceSubjects('AWS::Events::Rule', 'Name');

/** Where CloudFormation makes the name, of any rule. On another bus than the default one, the ARN has the name of the bus. */
function ruleArn({ isNamed, name, resource: { properties, stack } }: ResourceSubject): string {
  const { EventBusName } = properties;
  const bus = typeof EventBusName === 'string' ? `${EventBusName}/` : '';
  return arn('events', `rule/${bus}${isNamed ? name : '*'}`, stack);
}

type RuleContext = Context<'describeRule' | 'testEventPattern'>;

export const EVENT_PATTERNS = defineCheck({
  id: 'event-patterns',
  question: 'Is each rule of EventBridge enabled, and does its pattern match its sample events and nothing else?',
  calls: {
    describeRule: (plan) => grouped(rules(plan).map((rule) => [rule.accountId, ruleArn(rule)])),
    testEventPattern: (plan) => onEverything(rules(plan)),
  },
  subjects: rules,
  async ask(subject: ResourceSubject, context: RuleContext) {
    const { resource } = subject;
    const name = await deployedName(subject, context);
    const expected = (await context.deployed(resource.stack)).resolver.resolve(resource.properties) as Expected;
    const { EventBusName } = expected;
    const given = await context.read('describeRule', subject, { Name: name, EventBusName });
    const { EventPattern = '{}', State } = given;
    const state = expected.State ?? 'ENABLED';
    if (State !== state) return failed(`it is ${State}, not ${state}`, revertDrift(subject));
    if (given.ScheduleExpression !== expected.ScheduleExpression)
      return failed('has another schedule', revertDrift(subject));
    const pattern = JSON.parse(EventPattern) as object;
    if (!isDeepStrictEqual(pattern, expected.EventPattern)) return failed('has another pattern', revertDrift(subject));
    const samples = ruleSamples(context.plan, name, subject, pattern);
    return verdictOnSamples(await wrongAnswers(subject, EventPattern, samples, context), samples.length);
  },
});

interface Expected {
  readonly State?: string;
  readonly EventPattern?: object;
  readonly EventBusName?: string;
  readonly ScheduleExpression?: string;
}

/** The samples that AWS answers otherwise than the pattern means. */
async function wrongAnswers(
  place: ResourceSubject,
  EventPattern: string,
  samples: readonly EventSample[],
  { read }: RuleContext,
): Promise<string[]> {
  const wrong = await Promise.all(
    samples.map(async ({ name, event, isFound }) => {
      const { Result = false } = await read('testEventPattern', place, { EventPattern, Event: JSON.stringify(event) });
      return Result === isFound ? [] : [`${isFound ? 'misses' : 'matches'} ${name}`];
    }),
  );
  return wrong.flat();
}
