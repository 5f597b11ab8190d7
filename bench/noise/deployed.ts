// The filters, alarms and rules of the synthesized app.
import { LAYOUTS, stacksOf, templatesOf } from '../../test/app/layouts';
import type { AlarmProperties } from '../../test/support/alarms/evaluate';
import { deployedResources, resourcesOfType } from '../../test/support/iam';

export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';

export const SEVERITIES: readonly Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

export interface Filter {
  readonly metric: string;
  readonly pattern: string;
}

export interface FilterAlarm extends AlarmProperties {
  readonly AlarmDescription: string;
  readonly ActionsEnabled?: boolean;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
}

export interface Rule {
  readonly name: string;
  readonly severity: Severity;
  readonly account: string;
  readonly region: string;
  readonly pattern: object;
  /** A queue or a topic. */
  readonly target: string;
  readonly paths: Readonly<Record<string, string>>;
  readonly template: string;
}

export interface Deployed {
  readonly filters: readonly Filter[];
  readonly alarms: readonly FilterAlarm[];
  readonly rules: readonly Rule[];
}

/** How long each queue is gathered from, in milliseconds, by the name of the queue in its ARN. */
export type Windows = ReadonlyMap<string, number>;

const LAYOUT = LAYOUTS['management account and log archive account'];

export function synthesize(): Deployed & { readonly windows: Windows } {
  const stacks = stacksOf(LAYOUT);
  const all = [...templatesOf(LAYOUT)].flatMap(([name, template]) => {
    const { account, region } = stacks.get(name)!;
    const resources = deployedResources(template.toJSON(), { accountId: account, region });
    const ofType = (type: string) => resourcesOfType(resources, type).map(({ Properties }) => Properties as never);
    return [{ account, region, ofType }];
  });
  const filters = all.flatMap(({ ofType }) => ofType('AWS::Logs::MetricFilter').map(toFilter));
  const isOfFilter = ({ Namespace, Metrics }: FilterAlarm) =>
    (Namespace ?? Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Metric.Namespace) === 'LogMetrics';
  return {
    filters,
    alarms: all.flatMap(({ ofType }) => (ofType('AWS::CloudWatch::Alarm') as FilterAlarm[]).filter(isOfFilter)),
    rules: all.flatMap(({ account, region, ofType }) =>
      (ofType('AWS::Events::Rule') as RuleProperties[]).flatMap((rule) => toRule(rule, account, region)),
    ),
    windows: new Map(
      all.flatMap(({ ofType }) =>
        (ofType('AWS::Lambda::EventSourceMapping') as Mapping[]).map(
          ({ EventSourceArn, MaximumBatchingWindowInSeconds }) =>
            [EventSourceArn, 1000 * MaximumBatchingWindowInSeconds] as const,
        ),
      ),
    ),
  };
}

interface Mapping {
  readonly EventSourceArn: string;
  readonly MaximumBatchingWindowInSeconds: number;
}

interface RuleProperties {
  readonly Name: string;
  readonly Description: string;
  readonly EventPattern: object;
  readonly Targets?: readonly {
    readonly Arn: string;
    readonly InputTransformer?: { readonly InputPathsMap: Record<string, string>; readonly InputTemplate: string };
  }[];
}

interface FilterProperties {
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly { readonly MetricName: string }[];
}

function toFilter({ FilterPattern, MetricTransformations: [{ MetricName }] }: FilterProperties): Filter {
  return { metric: MetricName, pattern: FilterPattern };
}

/** Rules that start a repair notify nobody, and one without targets is there for its metrics only. */
function toRule(
  { Name, Description, EventPattern, Targets = [] }: RuleProperties,
  account: string,
  region: string,
): Rule[] {
  return Targets.flatMap(({ Arn, InputTransformer }) =>
    InputTransformer === undefined || !/^arn:aws:s[nq]s:/.test(Arn)
      ? []
      : [
          {
            ...{ name: Name, severity: severityOf(Description), account, region, pattern: EventPattern, target: Arn },
            ...{ paths: InputTransformer.InputPathsMap, template: InputTransformer.InputTemplate },
          },
        ],
  );
}

/** The severity that a description begins with. */
export function severityOf(description: string): Severity {
  const severity = SEVERITIES.find((each) => description.startsWith(`[${each}]`));
  if (severity === undefined) throw new Error(`no severity in ${description}`);
  return severity;
}
