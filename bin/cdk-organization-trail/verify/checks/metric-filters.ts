import { arn } from '../plan/resources';
import { filterSamples, type FilterSample } from '../samples/filter-samples';
import { defineCheck, failed, type Context } from './check';
import { grouped, onEverything } from './grants';
import { deployedName, resourceSubjects, revertDrift, type ResourceSubject } from './resource-subjects';
import { verdictOnSamples } from './sample-verdict';

const filters = resourceSubjects('AWS::Logs::MetricFilter', 'FilterName');

/** The most that one call takes. */
const MESSAGES_AT_ONCE = 50;

type FilterContext = Context<'describeMetricFilters' | 'testMetricFilter'>;

export const METRIC_FILTERS = defineCheck({
  id: 'metric-filters',
  question: 'Does each metric filter, as CloudWatch Logs has it, find its sample events and nothing else?',
  calls: {
    describeMetricFilters: (plan) => grouped(filters(plan).map(logGroupOf)),
    testMetricFilter: (plan) => onEverything(filters(plan)),
  },
  subjects: filters,
  async ask(subject: ResourceSubject, context: FilterContext) {
    const pattern = await deployedPattern(subject, context);
    if (pattern === undefined) return failed('the log group has no such filter', revertDrift(subject));
    if (pattern !== subject.resource.properties.FilterPattern)
      return failed(`has the pattern ${pattern}`, revertDrift(subject));
    const samples = filterSamples(context.plan, subject.name);
    const wrong = await wrongAnswers(subject, pattern, samples, context);
    return verdictOnSamples(wrong, samples.length);
  },
});

function logGroupOf({ resource: { properties, stack } }: ResourceSubject): [accountId: string, arn: string] {
  const { LogGroupName: name } = properties;
  return [stack.accountId, arn('logs', `log-group:${typeof name === 'string' ? `${name}:*` : '*'}`, stack)];
}

async function deployedPattern(subject: ResourceSubject, { pages, deployed }: FilterContext) {
  const { stack, properties } = subject.resource;
  const name = await deployedName(subject, { deployed });
  const logGroupName = (await deployed(stack)).resolver.resolve<string>(properties.LogGroupName);
  const found = await pages('describeMetricFilters', subject, { logGroupName, filterNamePrefix: name });
  return found.flatMap(({ metricFilters = [] }) => metricFilters).find(({ filterName }) => filterName === name)
    ?.filterPattern;
}

/** The samples that AWS answers otherwise than the pattern means. */
async function wrongAnswers(
  place: ResourceSubject,
  filterPattern: string,
  samples: readonly FilterSample[],
  { read }: FilterContext,
): Promise<string[]> {
  const chunks = Array.from({ length: Math.ceil(samples.length / MESSAGES_AT_ONCE) }, (_, index) =>
    samples.slice(index * MESSAGES_AT_ONCE, (index + 1) * MESSAGES_AT_ONCE),
  );
  const wrong = await Promise.all(
    chunks.map(async (chunk) => {
      const logEventMessages = chunk.map(({ message }) => message);
      const { matches = [] } = await read('testMetricFilter', place, { filterPattern, logEventMessages });
      const found = new Set(matches.map(({ eventNumber = 0 }) => Number(eventNumber)));
      return chunk.filter(({ isFound }, index) => found.has(index + 1) !== isFound);
    }),
  );
  return wrong.flat().map(({ name, isFound }) => `${isFound ? 'misses' : 'finds'} ${name}`);
}
