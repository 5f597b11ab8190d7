import type { TrailIdentity } from '../identity/trail-identity';

/**
 * What can be chosen about a guardrail.
 */
export interface TrailGuardrailOptions {
  /**
   * The names, or patterns of names, of trails that member accounts own and that the policy protects too, in every
   * account. `*` binds the trails of every team, and whatever tool makes one.
   *
   * @default - the organization trail only
   */
  readonly memberTrailNames?: string[];

  /**
   * Lets a service control policy have 10,240 characters instead of 5,120, so that more roles and trails can be named.
   *
   * AWS Organizations takes them since May 2026. That CloudFormation does is not verified against AWS, which
   * procedure-large-policies of docs/verify.md settles: where it does not, the deployment rolls back.
   *
   * @default false
   */
  readonly largeServiceControlPolicies?: boolean;
}

/**
 * What a guardrail is made of.
 */
export interface TrailGuardrailProps extends TrailGuardrailOptions {
  /**
   * The root, organizational units or accounts that the policies are attached to, by their ids.
   *
   * The log archive account must be one of them or below one of them.
   */
  readonly targetIds: string[];

  /**
   * The organization trail.
   *
   * The policies exempt the break-glass roles of its principals and the roles that deploy to the log archive account. They
   * deny all others to assume and to pass these, and to change any role of its principals.
   */
  readonly trail: TrailIdentity;
}
