/** Commands of the AWS CLI that have another name than the service's permissions. */
const SERVICES: Readonly<Record<string, string>> = { s3api: 's3', stepfunctions: 'states', configservice: 'config' };

/** The permission of a call as the AWS CLI names it, in lower case: permissions have no letter case. */
export function permissionOf(command: string, verb: string): { readonly service: string; readonly action: string } {
  return { service: SERVICES[command] ?? command, action: verb.replaceAll('-', '') };
}
