import { matchesEventPattern } from '../../event-pattern/evaluate';
import { evaluateFilterPattern } from '../../filter-pattern/evaluate';
import { named, resourcesIn } from '../find';
import type { World } from '../world';
import type { Answers } from '.';

/** The metric filters of CloudWatch Logs and the rules of EventBridge, with the evaluators of the tests in place of AWS's. */
export function patternAnswers(world: World): Answers {
  return {
    'logs:DescribeMetricFilters': ({ input: { logGroupName, filterNamePrefix }, ...place }) => ({
      metricFilters: resourcesIn(world, 'AWS::Logs::MetricFilter', place)
        .map(({ Properties }) => Properties as { FilterName: string; FilterPattern: string; LogGroupName: string })
        .filter(
          ({ LogGroupName, FilterName }) =>
            LogGroupName === logGroupName && FilterName.startsWith(`${filterNamePrefix}`),
        )
        .map(({ FilterName, FilterPattern }) => ({ filterName: FilterName, filterPattern: FilterPattern })),
    }),
    'logs:TestMetricFilter': ({ input }) => {
      const messages = input.logEventMessages as string[];
      const matches = messages.map((eventMessage, index) => ({ eventMessage, eventNumber: index + 1 }));
      const isMatch = (message: string) =>
        evaluateFilterPattern(String(input.filterPattern), JSON.parse(message)) === 'match';
      return { matches: matches.filter(({ eventMessage }) => isMatch(eventMessage)) };
    },
    'events:DescribeRule': (asked) => {
      const { Properties } = named(world, 'AWS::Events::Rule', 'Name', asked.input.Name, asked);
      const { Name, State, EventPattern, ScheduleExpression } = Properties;
      return { Name, State, EventPattern: EventPattern && JSON.stringify(EventPattern), ScheduleExpression };
    },
    'events:TestEventPattern': ({ input }) => ({
      Result: matchesEventPattern(
        JSON.parse(String(input.EventPattern)) as object,
        JSON.parse(String(input.Event)) as object,
      ),
    }),
  };
}
