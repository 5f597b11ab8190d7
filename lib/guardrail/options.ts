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
