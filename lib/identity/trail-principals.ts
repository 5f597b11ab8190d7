import { Problems } from '../shared/problems';
import { RULES } from '../shared/rules';

/**
 * Who may do what nobody else may, for every construct of a trail.
 */
export interface TrailPrincipalsProps {
  /**
   * The roles for the day on which everything else failed, by their exact ARNs.
   *
   * They may delete log files, evidence and keys, end retention before its time, and change what policies protect, and the
   * guardrail lets them. Name as few as possible, in the accounts of the trail, each protected by MFA and an alarm.
   *
   * @default - nobody
   */
  readonly breakGlassRoleArns?: string[];

  /**
   * The roles by which CloudFormation deploys to the management account and to the log archive account, by their exact
   * ARNs.
   *
   * Their calls never start a repair, which would revert a deployment half-way; the guardrail and the policy of the
   * validation's table let them. They may schedule the deletion of a key, with the longest window of 30 days, so that a first
   * deployment that fails is rolled back; they may not disable one. Whoever may pass or drive such a role is as strong as it is. So the guardrail denies all
   * others to assume and to pass those of the log archive account. CloudFormation keeps using the role that a stack was
   * deployed with, whoever updates the stack, and no policy can distinguish these stacks: so in the log archive account the
   * guardrail denies all others to change any stack. They can still create one of their own.
   *
   * @default - for an account of which none is named: the execution roles that the synthesizers of the trail's stacks
   * name; for an account without such a stack in this app: the role that a new stack of this app would be deployed with
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
   */
  readonly deploymentRoleArns?: string[];

  /**
   * The roles of member accounts that may assume and pass the roles that deploy to the log archive account, and may
   * change the stacks there, by their exact ARNs: for example the one of a pipeline, or the one by which StackSets changes
   * stacks in the log archive account.
   *
   * Such a role is as strong as a deployment role. So the guardrail denies all others to change it, in its own account
   * too: name a role that stays as it is.
   *
   * @default - the management account deploys, which no policy binds
   */
  readonly deployerRoleArns?: string[];

  /**
   * The roles of the log archive account that may acknowledge findings of the validation, by their exact ARNs.
   *
   * People are notified no more of what is acknowledged. So each acknowledgement raises an alert, and the guardrail denies
   * all others to change such a role. It needs permissions of its own, to put objects into the evidence bucket and to use
   * the key of the evidence.
   *
   * @default - the break-glass roles; without them nobody can, and a finding stays open until it verifies or ages out
   */
  readonly acknowledgerRoleArns?: string[];

  /**
   * The qualifier of the CDK's bootstrap in accounts and Regions of the trail that no stack of this app deploys to.
   *
   * Where a stack of this app deploys, its synthesizer says which roles it uses.
   *
   * @default - the qualifier that a new stack of this app would have: that of the app's synthesizer, that in the context
   * `@aws-cdk/core:bootstrapQualifier`, or "hnb659fds"
   */
  readonly bootstrapQualifier?: string;
}

/**
 * The principals with exemptions, given once and held by the `TrailIdentity`: every policy, exception and guardrail of a
 * trail names the same roles.
 *
 * Every wrong value is reported in one error. Values that are only known at deployment (tokens) pass.
 *
 * @example
 * const trail = TrailIdentity.organization({
 *   organizationId: 'o-exampleorgid',
 *   managementAccountId: '111111111111',
 *   logArchiveAccountId: '222222222222',
 *   homeRegion: 'us-east-1',
 *   principals: new TrailPrincipals({
 *     breakGlassRoleArns: ['arn:aws:iam::222222222222:role/break-glass'],
 *   }),
 * });
 */
export class TrailPrincipals {
  /** The roles for the day on which everything else failed. */
  public readonly breakGlassRoleArns: string[];
  /** The roles by which CloudFormation deploys, as far as they were named; each stack's synthesizer names the others. */
  public readonly deploymentRoleArns: string[];
  /** The roles of member accounts that may start deployments to the log archive account. */
  public readonly deployerRoleArns: string[];
  /** The roles that may acknowledge findings. */
  public readonly acknowledgerRoleArns: string[];
  /** The qualifier of the bootstrap where no stack of this app deploys; undefined for that of a new stack of the app. */
  public readonly bootstrapQualifier?: string;

  /**
   * Names the principals of a trail.
   *
   * @throws an error that names every value that is malformed
   */
  constructor(props: TrailPrincipalsProps = {}) {
    new Problems()
      .matchAll('breakGlassRoleArns', props.breakGlassRoleArns, RULES.breakGlassRoleArn)
      .matchAll('deploymentRoleArns', props.deploymentRoleArns, RULES.deploymentRoleArn)
      .matchAll('deployerRoleArns', props.deployerRoleArns, RULES.deployerRoleArn)
      .matchAll('acknowledgerRoleArns', props.acknowledgerRoleArns, RULES.acknowledgerRoleArn)
      .match('bootstrapQualifier', props.bootstrapQualifier, RULES.bootstrapQualifier)
      .throwIfAny('TrailPrincipals');
    this.breakGlassRoleArns = props.breakGlassRoleArns ?? [];
    this.deploymentRoleArns = props.deploymentRoleArns ?? [];
    this.deployerRoleArns = props.deployerRoleArns ?? [];
    this.acknowledgerRoleArns = props.acknowledgerRoleArns ?? this.breakGlassRoleArns;
    this.bootstrapQualifier = props.bootstrapQualifier;
  }
}
