// The Automation document that puts a trail back to its settings. It takes no settings from whoever starts it: all of
// them are constants in it. Each section reads, compares, and writes only what differs; a failure in one section is
// reported and does not keep the next from its work.
import type { RepairNames } from '../identity/repair-names';
import { absent, allOf, executeApi, isTrue, marker, readingStep, type Condition, type Step } from './automation-steps';
import { insightLeaves, selectorLeaves, trailLeaves, type Leaf } from './setting-steps';
import type { TrailSettings } from '../trail/settings';

export interface RepairDocumentProps {
  readonly trailArn: string;
  readonly settings: TrailSettings;
  readonly names: RepairNames;
}

/** How long a run waits for an earlier one. A run takes seconds, and a trail that is stopped can't wait for long. */
const TURN_TIMEOUT_SECONDS = 60;

export function trailRepairDocument({ trailArn, settings, names }: RepairDocumentProps): Record<string, unknown> {
  return {
    schemaVersion: '0.3',
    description: `Puts the trail ${settings.Name} back to the settings that it was deployed with. It reads first and writes only what differs.`,
    assumeRole: '{{ AutomationAssumeRole }}',
    parameters: {
      AutomationAssumeRole: {
        type: 'String',
        description: 'The role that the automation works with.',
        default: names.repairRole.arn,
      },
      DryRun: {
        type: 'String',
        description:
          'With "true" nothing is written: a step whose name starts with Would takes the place of each write that is due.',
        allowedValues: ['true', 'false'],
        default: 'false',
      },
    },
    mainSteps: mainSteps(trailArn, settings, names.documentNamePrefix),
  };
}

/** Each section gets the name of the step that follows it. */
function mainSteps(trailArn: string, settings: TrailSettings, documentNamePrefix: string): Step[] {
  const insights = settings.InsightSelectors !== undefined;
  return [
    takeTurn(documentNamePrefix),
    ...startLogging(trailArn, 'ReadTrail'),
    ...updateTrail(trailArn, settings, 'ReadEventSelectors'),
    ...putEventSelectors(trailArn, settings, insights ? 'ReadInsightSelectors' : 'Done'),
    ...(insights ? putInsightSelectors(trailArn, settings, 'Done') : []),
    { ...marker('Done'), isEnd: true },
  ];
}

/**
 * Waits until every earlier run is over, so that at most one runs at a time, and the last one sees what all did.
 *
 * The list starts with the newest. If that can't be found out, the repair goes on all the same: two runs that write the
 * same constants do no harm, a trail that stays stopped does. So a wait that failed makes no run a failed one.
 */
function takeTurn(documentNamePrefix: string): Step {
  return {
    name: 'TakeTurn',
    action: 'aws:waitForAwsResourceProperty',
    timeoutSeconds: TURN_TIMEOUT_SECONDS,
    onFailure: 'Continue',
    isCritical: false,
    inputs: {
      Service: 'ssm',
      Api: 'DescribeAutomationExecutions',
      Filters: [
        { Key: 'DocumentNamePrefix', Values: [documentNamePrefix] },
        { Key: 'ExecutionStatus', Values: ['InProgress'] },
      ],
      PropertySelector: '$.AutomationExecutionMetadataList[-1].AutomationExecutionId',
      DesiredValues: ['{{ automation:EXECUTION_ID }}'],
    },
  };
}

function startLogging(trailArn: string, next: string): Step[] {
  const read = readingStep('ReadStatus', next, executeApi('GetTrailStatus', { Name: trailArn }), [
    { name: 'IsLogging', selector: '$.IsLogging', type: 'Boolean' },
  ]);
  return [
    read,
    ...writeUnless(
      isTrue('ReadStatus.IsLogging'),
      'StartLogging',
      executeApi('StartLogging', { Name: trailArn }),
      next,
    ),
  ];
}

function updateTrail(trailArn: string, settings: TrailSettings, next: string): Step[] {
  const leaves = trailLeaves(settings);
  return [
    readingStep('ReadTrail', next, executeApi('GetTrail', { Name: trailArn }), leaves),
    // CloudTrail responds with the ARN of the key, the settings name its alias: the alias is followed to compare them.
    readingStep('ReadKey', 'MayUpdateTrail', executeApi('DescribeKey', { KeyId: settings.KmsKeyId }, 'kms'), [
      { name: 'KeyArn', selector: '$.KeyMetadata.Arn', type: 'String' },
    ]),
    ...writeUnless(
      asWanted('ReadTrail', leaves),
      'UpdateTrail',
      executeApi('UpdateTrail', { ...updateTrailProperties(settings), Name: trailArn }),
      next,
    ),
  ];
}

/**
 * Everything that UpdateTrail sets. An empty prefix is named too: one that somebody set together with a bucket of their
 * own would otherwise stay, and CloudTrail could not write to our bucket by it.
 */
function updateTrailProperties(settings: TrailSettings): Record<string, unknown> {
  const selectors = ['EventSelectors', 'AdvancedEventSelectors', 'InsightSelectors'];
  const properties = Object.entries(settings).filter(([name]) => !selectors.includes(name));
  return { S3KeyPrefix: '', ...Object.fromEntries(properties) };
}

function putEventSelectors(trailArn: string, settings: TrailSettings, next: string): Step[] {
  const { EventSelectors, AdvancedEventSelectors } = settings;
  const leaves = selectorLeaves(settings);
  const selectors = AdvancedEventSelectors === undefined ? { EventSelectors } : { AdvancedEventSelectors };
  return [
    readingStep('ReadEventSelectors', next, executeApi('GetEventSelectors', { TrailName: trailArn }), leaves),
    ...writeUnless(
      asWanted('ReadEventSelectors', leaves),
      'PutEventSelectors',
      executeApi('PutEventSelectors', { TrailName: trailArn, ...selectors }),
      next,
    ),
  ];
}

function putInsightSelectors(trailArn: string, settings: TrailSettings, next: string): Step[] {
  const { InsightSelectors } = settings;
  const leaves = insightLeaves(settings);
  const read = executeApi('GetInsightSelectors', { TrailName: trailArn });
  return [
    // For a trail without Insights this call fails: that is a difference, not a failure of the repair.
    { ...readingStep('ReadInsightSelectors', 'MayPutInsightSelectors', read, leaves), isCritical: false },
    ...writeUnless(
      asWanted('ReadInsightSelectors', leaves),
      'PutInsightSelectors',
      executeApi('PutInsightSelectors', { TrailName: trailArn, InsightSelectors }),
      next,
    ),
  ];
}

/** Four steps: compare, ask whether this is a dry run, write, or stand for the write. */
function writeUnless(
  asItShould: Condition,
  write: string,
  call: Pick<Step, 'action' | 'inputs'>,
  next: string,
): Step[] {
  return [
    {
      name: `Compare${write}`,
      action: 'aws:branch',
      inputs: { Choices: [{ NextStep: next, ...asItShould }], Default: `May${write}` },
    },
    {
      name: `May${write}`,
      action: 'aws:branch',
      inputs: {
        Choices: [{ NextStep: `Would${write}`, Variable: '{{ DryRun }}', StringEquals: 'true' }],
        Default: write,
      },
    },
    { ...marker(`Would${write}`), nextStep: next },
    { name: write, ...call, onFailure: `step:${next}`, isCritical: true, nextStep: next },
  ];
}

function asWanted(step: string, leaves: readonly Leaf[]): Condition {
  return allOf(
    leaves.map(({ name, wanted }) =>
      wanted === undefined
        ? absent(`${step}.${name}`)
        : typeof wanted === 'boolean'
          ? { Variable: `{{ ${step}.${name} }}`, BooleanEquals: wanted }
          : { Variable: `{{ ${step}.${name} }}`, StringEquals: wanted },
    ),
  );
}
