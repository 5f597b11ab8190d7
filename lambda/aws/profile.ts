import { DEFAULT_PROFILE, ENV_PROFILE, loadSharedConfigFiles } from '@smithy/core/config';

/** A profile of the AWS CLI. */
export interface Profile {
  readonly name: string;
  readonly isThere: boolean;
  /** The names of all profiles. */
  readonly names: readonly string[];
  /** The file of certificates that it names. */
  readonly caBundle?: string;
}

/** Reads a profile from the files of the AWS CLI: the one that is named, or else that of the environment. */
export async function readProfile(named?: string): Promise<Profile> {
  const name = named ?? process.env[ENV_PROFILE] ?? process.env.AWS_DEFAULT_PROFILE ?? DEFAULT_PROFILE;
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  // The configuration has sections of other kinds too, such as "sso-session.NAME".
  const names = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])];
  return {
    name,
    isThere: name === DEFAULT_PROFILE || names.includes(name),
    names: names.filter((profile) => !/^(sso-session|services)\./.test(profile)).sort(),
    caBundle: configFile[name]?.ca_bundle ?? credentialsFile[name]?.ca_bundle,
  };
}
