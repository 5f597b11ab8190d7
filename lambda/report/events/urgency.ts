// What people are notified of at once, whatever the profile: by the event alone.
import { isRecord, textAt, valueAt } from './fields';

interface Row {
  readonly reason: string;
  readonly holds: (event: Record<string, unknown>, ownNames: readonly string[]) => boolean;
}

const CREDENTIALS = new Set([
  ...['CreateAccessKey', 'UpdateAccessKey', 'CreateUser', 'CreateLoginProfile', 'UpdateLoginProfile'],
  ...['DeactivateMFADevice', 'CreateServiceSpecificCredential', 'UploadSigningCertificate', 'UploadSSHPublicKey'],
  ...['CreateSAMLProvider', 'UpdateSAMLProvider', 'CreateOpenIDConnectProvider'],
  ...['AddClientIDToOpenIDConnectProvider', 'UpdateOpenIDConnectProviderThumbprint'],
]);

/** AWS's policies that give all rights, or the right to take all of them. */
const ADMINISTRATORS = /:policy\/(AdministratorAccess|IAMFullAccess|PowerUserAccess|AdministratorAccess-\S+)$/;

const DOCUMENT_CALLS = /^(Put(User|Role|Group)Policy|CreatePolicy|CreatePolicyVersion)$/;

const ROWS: readonly Row[] = [
  { reason: 'new credentials', holds: (event) => isIam(event) && CREDENTIALS.has(textAt(event, 'eventName') ?? '') },
  { reason: 'administrator rights', holds: givesAll },
  {
    reason: 'change of the trust of a role',
    holds: (event) => isIam(event) && textAt(event, 'eventName') === 'UpdateAssumeRolePolicy',
  },
  {
    reason: 'resource of the trail',
    holds: (event, ownNames) => names(event, ownNames),
  },
];

/** Why people are notified of an event at once; empty where nothing of it is urgent. */
export function urgencyOf(event: Record<string, unknown>, ownNames: readonly string[]): string[] {
  return ROWS.flatMap(({ reason, holds }) => (holds(event, ownNames) ? [reason] : []));
}

function isIam(event: Record<string, unknown>): boolean {
  return textAt(event, 'eventSource') === 'iam.amazonaws.com';
}

function givesAll(event: Record<string, unknown>): boolean {
  if (!isIam(event)) return false;
  const name = textAt(event, 'eventName') ?? '';
  if (/^Attach(User|Role|Group)Policy$/.test(name))
    return ADMINISTRATORS.test(textAt(event, 'requestParameters', 'policyArn') ?? '');
  return DOCUMENT_CALLS.test(name) && allowsAll(textAt(event, 'requestParameters', 'policyDocument'));
}

/** A document that can't be read may allow anything. */
function allowsAll(document: string | undefined): boolean {
  if (document === undefined) return false;
  try {
    const parsed: unknown = JSON.parse(document);
    return listOf(valueAt(parsed, 'Statement')).some(
      (statement) =>
        textAt(statement, 'Effect') === 'Allow' &&
        (listOf(valueAt(statement, 'Action')).some(isEverything) || valueAt(statement, 'NotAction') !== undefined),
    );
  } catch {
    return true;
  }
}

function isEverything(action: unknown): boolean {
  return typeof action === 'string' && /^(\*+|\*:\*|iam:\*)$/i.test(action);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
}

/** Somewhere in its parameters or resources a name begins so. */
function names(event: Record<string, unknown>, ownNames: readonly string[]): boolean {
  return [event.requestParameters, event.resources].some((value) => mentions(value, ownNames, 0));
}

/** CloudTrail nests parameters a few levels deep; whoever nests more hides nothing, since it counts as a mention. */
const DEEPEST = 20;

function mentions(value: unknown, ownNames: readonly string[], depth: number): boolean {
  if (depth > DEEPEST) return true;
  if (typeof value === 'string') {
    const parts = value.toLowerCase().split(/[:/]/);
    return ownNames.some((name) => parts.some((part) => part.startsWith(name.toLowerCase())));
  }
  if (Array.isArray(value)) return value.some((item) => mentions(item, ownNames, depth + 1));
  return isRecord(value) && Object.values(value).some((item) => mentions(item, ownNames, depth + 1));
}
