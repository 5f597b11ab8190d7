/** All that the checks read. Implementations change nothing, and throw for anything but an answer. */
export interface Reads {
  organization(): Promise<{ readonly id: string; readonly managementAccountId: string; readonly featureSet: string }>;
  /** The service principals with trusted access to the organization. */
  trustedServices(): Promise<string[]>;
  /** The root of the organization, and the policy types that are enabled in it. */
  root(): Promise<{ readonly id: string; readonly policyTypes: readonly string[] }>;
  /** The names of the policies of a type that are attached to a target. */
  attachedPolicies(targetId: string, type: string): Promise<string[]>;
  /** The accounts that administer a service for the organization. */
  delegatedAdministrators(servicePrincipal: string): Promise<string[]>;
  /** The trails in a Region, copies included. */
  trailsIn(region: string): Promise<TrailSeen[]>;
  /** Whether a trail records management events, and all of them. */
  managementEvents(region: string, trailArn: string): Promise<'all' | 'some' | 'none'>;
  isLogging(region: string, trailArn: string): Promise<boolean>;
  /** The configuration recorders in a Region. */
  configRecorders(region: string): Promise<{ readonly name: string; readonly isRecording: boolean }[]>;
  /** The names of the delivery channels in a Region. */
  deliveryChannels(region: string): Promise<string[]>;
  /** The policy by which an IAM role trusts others, as JSON; undefined where there is no such role. */
  trustPolicyOf(roleName: string): Promise<string | undefined>;
  /** The version of the CDK's bootstrap stack; undefined where there is none. */
  bootstrapVersion(region: string, qualifier: string): Promise<string | undefined>;
  /** How many executions Lambda runs at once in a Region: all, and those that no function has reserved. */
  lambdaConcurrency(region: string): Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** Whether Lake Formation leaves what is made from now on to the policies of IAM, in a Region. */
  dataLakeDefaults(
    region: string,
    dnsSuffix: string,
  ): Promise<{ readonly databasesAreLeftToIam: boolean; readonly tablesAreLeftToIam: boolean }>;
}

/** A trail, or the copy of one. */
export interface TrailSeen {
  readonly name: string;
  readonly arn: string;
  readonly isOrganizationTrail: boolean;
  readonly isMultiRegion: boolean;
}
