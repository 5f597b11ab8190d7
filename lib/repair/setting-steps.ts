// The settings of a trail as single values, each with the place where CloudTrail's responses have it.
import type { Output } from './automation-steps';
import type { AdvancedEventSelector, EventSelector, FieldSelector } from '../trail/selectors';
import type { TrailSettings } from '../trail/settings';

/** One value of a response, and what it should be; undefined where the response should have nothing. */
export interface Leaf extends Output {
  readonly wanted?: string | boolean;
}

/** In the response to GetTrail. The key is compared with the one that its alias refers to. */
export function trailLeaves(settings: TrailSettings): Leaf[] {
  const values: Record<string, string | boolean | undefined> = {
    S3BucketName: settings.S3BucketName,
    S3KeyPrefix: settings.S3KeyPrefix,
    KmsKeyId: '{{ ReadKey.KeyArn }}',
    CloudWatchLogsLogGroupArn: settings.CloudWatchLogsLogGroupArn,
    CloudWatchLogsRoleArn: settings.CloudWatchLogsRoleArn,
    ...(settings.SnsTopicName !== undefined && { SnsTopicARN: settings.SnsTopicName }),
    IsMultiRegionTrail: settings.IsMultiRegionTrail,
    IsOrganizationTrail: settings.IsOrganizationTrail,
    IncludeGlobalServiceEvents: settings.IncludeGlobalServiceEvents,
    LogFileValidationEnabled: settings.EnableLogFileValidation,
  };
  return Object.entries(values).map(([name, wanted]) => leaf(name, `$.Trail.${name}`, wanted));
}

/** In the response to GetEventSelectors. */
export function selectorLeaves({ EventSelectors, AdvancedEventSelectors }: TrailSettings): Leaf[] {
  return AdvancedEventSelectors === undefined
    ? [
        ...(EventSelectors ?? []).flatMap(basicSelectorLeaves),
        leaf('OneMore', `$.EventSelectors[${EventSelectors?.length ?? 0}].ReadWriteType`),
      ]
    : [
        ...AdvancedEventSelectors.flatMap(advancedSelectorLeaves),
        leaf('OneMore', `$.AdvancedEventSelectors[${AdvancedEventSelectors.length}].FieldSelectors[0].Field`),
      ];
}

/** In the response to GetInsightSelectors. */
export function insightLeaves({ InsightSelectors = [] }: TrailSettings): Leaf[] {
  return InsightSelectors.map(({ InsightType }, index) =>
    leaf(`Insight${index}`, `$.InsightSelectors[${index}].InsightType`, InsightType),
  );
}

function basicSelectorLeaves(selector: EventSelector, index: number): Leaf[] {
  const at = (name: string, path: string, wanted?: string | boolean) =>
    leaf(`Selector${index}${name}`, `$.EventSelectors[${index}].${path}`, wanted);
  return [
    at('ReadWriteType', 'ReadWriteType', selector.ReadWriteType),
    at('Management', 'IncludeManagementEvents', selector.IncludeManagementEvents),
    ...listLeaves(selector.ExcludeManagementEventSources).map(({ position, wanted }) =>
      at(`Excluded${position}`, `ExcludeManagementEventSources[${position}]`, wanted),
    ),
    ...(selector.DataResources ?? []).flatMap(({ Type, Values }, resource) => [
      at(`Data${resource}`, `DataResources[${resource}].Type`, Type),
      ...listLeaves(Values).map(({ position, wanted }) =>
        at(`Data${resource}Value${position}`, `DataResources[${resource}].Values[${position}]`, wanted),
      ),
    ]),
    at('Data', `DataResources[${selector.DataResources?.length ?? 0}].Type`),
  ];
}

const OPERATORS = ['Equals', 'StartsWith', 'EndsWith', 'NotEquals', 'NotStartsWith', 'NotEndsWith'] as const;

function advancedSelectorLeaves({ FieldSelectors }: AdvancedEventSelector, index: number): Leaf[] {
  const path = `$.AdvancedEventSelectors[${index}].FieldSelectors`;
  return [
    ...FieldSelectors.flatMap((field, position) =>
      fieldLeaves(field, `Selector${index}Field${position}`, `${path}[${position}]`),
    ),
    leaf(`Selector${index}OneMore`, `${path}[${FieldSelectors.length}].Field`),
  ];
}

function fieldLeaves(field: FieldSelector, name: string, path: string): Leaf[] {
  const values: Partial<Record<(typeof OPERATORS)[number], string[]>> = {
    Equals: field.Equals,
    StartsWith: field.StartsWith,
    NotStartsWith: field.NotStartsWith,
  };
  return [
    leaf(name, `${path}.Field`, field.Field),
    ...OPERATORS.flatMap((operator) =>
      listLeaves(values[operator] ?? []).map(({ position, wanted }) =>
        leaf(`${name}${operator}${position}`, `${path}.${operator}[${position}]`, wanted),
      ),
    ),
  ];
}

/** Every element of a list, and the one after its end, which must not be there. */
function listLeaves(values: readonly string[]): { position: number; wanted?: string }[] {
  return [...values, undefined].map((wanted, position) => ({ position, wanted }));
}

function leaf(name: string, selector: string, wanted?: string | boolean): Leaf {
  return { name, selector, type: typeof wanted === 'boolean' ? 'Boolean' : 'String', wanted };
}
