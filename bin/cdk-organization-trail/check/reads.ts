/** All that the checks read. Implementations change nothing, and throw for anything but an answer. */
export interface Reads {
  organization(): Promise<{ readonly id: string; readonly managementAccountId: string; readonly featureSet: string }>;
  /** The service principals with trusted access to the organization. */
  trustedServices(): Promise<string[]>;
  /** The policy types that are enabled in the root of the organization. */
  enabledPolicyTypes(): Promise<string[]>;
  /** The names of the trails in a Region, copies included. */
  trailsIn(region: string): Promise<string[]>;
  /** The names of the configuration recorders in a Region. */
  configRecorders(region: string): Promise<string[]>;
  /** The version of the CDK's bootstrap stack; undefined where there is none. */
  bootstrapVersion(region: string, qualifier: string): Promise<string | undefined>;
}
