// A call that a role of ours makes, and what it needs for it.
import { decide } from '../iam';
import type { Source } from '../lifecycle/source';
import type { DeployedLayout } from './deployed-layout';

export interface CallSite {
  /** The ARN of the role. */
  readonly role: string;
  /** Service and operation, for example `cloudtrail:UpdateTrail`. */
  readonly call: string;
  /** What the call is given; for a function, its environment. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly account: string;
  readonly region: string;
  /** The function that makes it, where one does, by its name without the trail's. */
  readonly functionName?: string;
}

export interface Need {
  readonly action: string;
  readonly on: string;
  readonly where?: Readonly<Record<string, string | string[]>>;
}

export interface CallRow {
  /** What the call needs, dependent actions included. */
  readonly needs: (site: CallSite, layout: DeployedLayout) => readonly Need[];
  readonly source: Source;
}

/** The evaluator takes no condition keys of the encryption context: another key stands for it. */
const CONTEXT = 'kms:EncryptionContext:aws:s3:arn';
const standIns = { [CONTEXT]: 'aws:RequestTag/bucket' };

/** What a role lacks for its call. */
export async function lackingFor(site: CallSite, row: CallRow, layout: DeployedLayout): Promise<string[]> {
  const lacking: string[] = [];
  for (const { action, on, where } of row.needs(site, layout)) {
    const owner = /^arn:aws:s3:|^\*$/.test(on) ? { ownedBy: site.account } : {};
    const aliases: Need['where'] = /:key\//.test(on) ? { 'kms:ResourceAliases': layout.aliasesOf(on) } : {};
    const request = { who: layout.roleOf(site.role), does: action, on, ...owner, where: { ...aliases, ...where } };
    const decision = await decide({ standIns, resourcePolicy: layout.policyOn(on) }, request);
    if (decision !== 'allowed') lacking.push(`${site.role.split(':role/')[1]}: ${site.call} needs ${action} on ${on}`);
  }
  return lacking;
}

/** By way of a service, with the context of a bucket where there is one. */
export function by(service: string, { region }: CallSite, bucketName?: string): Record<string, string> {
  const context: Record<string, string> = bucketName === undefined ? {} : { [CONTEXT]: `arn:aws:s3:::${bucketName}` };
  return { 'kms:ViaService': `${service}.${region}.amazonaws.com`, ...context };
}
