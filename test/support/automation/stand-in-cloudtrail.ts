// A CloudTrail with one trail, in memory: what an automation may call, which writes it got, and the events that they
// leave behind.
import type { TrailSettings } from '../../../lib/trail/settings';
import { EXECUTION_ID, type CallApi } from './interpreter';
import { omit } from './omit';

export interface ApiCall {
  readonly service: string;
  readonly api: string;
  readonly inputs: Record<string, unknown>;
}

/** Throws if the call is denied. */
export type Authorize = (call: ApiCall) => Promise<void> | void;

export interface StandInOptions {
  readonly trailArn: string;
  readonly settings: TrailSettings;
  /** What the alias of the key stands for. */
  readonly keyArn: string;
  readonly authorize?: Authorize;
  /** Runs of the same document that are going on, the newest first. */
  readonly runningExecutions?: string[];
}

type Operation = (inputs: Record<string, unknown>) => unknown;

export class StandInCloudTrail {
  /** The trail as GetTrail answers. A test weakens it by changing this. */
  public trail: Record<string, unknown>;
  public isLogging = true;
  public selectors: Record<string, unknown>;
  public insightSelectors: unknown;
  /** Every call that changed something. */
  public readonly writes: ApiCall[] = [];
  /** What happens before each call: lets a test change the world in between. */
  public beforeCall: (call: ApiCall) => void = () => {};

  constructor(private readonly options: StandInOptions) {
    const { settings } = options;
    const { S3BucketName, S3KeyPrefix, CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn, SnsTopicName } = settings;
    this.trail = {
      Name: settings.Name,
      TrailARN: options.trailArn,
      S3BucketName,
      ...(S3KeyPrefix !== undefined && { S3KeyPrefix }),
      ...(SnsTopicName !== undefined && { SnsTopicARN: SnsTopicName }),
      KmsKeyId: options.keyArn,
      CloudWatchLogsLogGroupArn,
      CloudWatchLogsRoleArn,
      IsMultiRegionTrail: settings.IsMultiRegionTrail,
      IsOrganizationTrail: settings.IsOrganizationTrail,
      IncludeGlobalServiceEvents: settings.IncludeGlobalServiceEvents,
      LogFileValidationEnabled: settings.EnableLogFileValidation,
    };
    const { EventSelectors, AdvancedEventSelectors } = settings;
    this.selectors = AdvancedEventSelectors ? { AdvancedEventSelectors } : { EventSelectors };
    this.insightSelectors = settings.InsightSelectors;
  }

  public readonly callApi: CallApi = async (service, api, inputs) => {
    const call: ApiCall = { service, api, inputs };
    this.beforeCall(call);
    await this.options.authorize?.(call);
    const operation = this.operations[`${service}:${api}`];
    if (operation === undefined) throw new Error(`the stand-in does not know ${service}:${api}`);
    if (/^(Update|Put|Start|Stop)/.test(api)) this.writes.push(call);
    return operation(inputs);
  };

  private readonly operations: Record<string, Operation> = {
    'ssm:DescribeAutomationExecutions': () => ({
      AutomationExecutionMetadataList: (this.options.runningExecutions ?? [EXECUTION_ID]).map(
        (AutomationExecutionId) => ({ AutomationExecutionId }),
      ),
    }),
    'kms:DescribeKey': ({ KeyId }) => {
      if (KeyId !== this.options.settings.KmsKeyId) throw new Error('NotFoundException: no such key');
      return { KeyMetadata: { Arn: this.options.keyArn } };
    },
    'cloudtrail:GetTrailStatus': () => ({ IsLogging: this.isLogging }),
    'cloudtrail:StartLogging': () => this.setLogging(true),
    'cloudtrail:StopLogging': () => this.setLogging(false),
    'cloudtrail:GetTrail': () => ({ Trail: this.trail }),
    'cloudtrail:UpdateTrail': (inputs) => this.updateTrail(inputs),
    'cloudtrail:GetEventSelectors': () => ({ TrailARN: this.options.trailArn, ...this.selectors }),
    'cloudtrail:PutEventSelectors': (inputs) => {
      this.selectors = omit(inputs, 'TrailName');
      return this.selectors;
    },
    'cloudtrail:GetInsightSelectors': () => {
      if (this.insightSelectors === undefined) throw new Error('InsightNotEnabledException: no Insights');
      return { InsightSelectors: this.insightSelectors };
    },
    'cloudtrail:PutInsightSelectors': ({ InsightSelectors }) => {
      this.insightSelectors = InsightSelectors;
      return {};
    },
  };

  private setLogging(isLogging: boolean): unknown {
    this.isLogging = isLogging;
    return {};
  }

  /** The alias that is given comes back as the ARN of the key, and an empty prefix as none. */
  private updateTrail(inputs: Record<string, unknown>): unknown {
    const { KmsKeyId, S3KeyPrefix, EnableLogFileValidation, SnsTopicName, ...others } = inputs;
    const changes = {
      ...omit(others, 'Name'),
      ...(KmsKeyId !== undefined && {
        KmsKeyId: KmsKeyId === this.options.settings.KmsKeyId ? this.options.keyArn : KmsKeyId,
      }),
      ...(S3KeyPrefix !== undefined && { S3KeyPrefix: S3KeyPrefix === '' ? undefined : S3KeyPrefix }),
      ...(SnsTopicName !== undefined && { SnsTopicARN: SnsTopicName }),
      ...(EnableLogFileValidation !== undefined && { LogFileValidationEnabled: EnableLogFileValidation }),
    };
    const defined = Object.entries({ ...this.trail, ...changes }).filter(([, value]) => value !== undefined);
    this.trail = Object.fromEntries(defined);
    return this.trail;
  }
}
