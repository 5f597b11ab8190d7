// Who acts: the person behind a session of a role, as far as the event shows one.
import { textAt } from './fields';

/** For example `alice@example.com as role AWSReservedSSO_Admin of 111111111111`. */
export function principalOf(event: Record<string, unknown>): string {
  const at = (...names: string[]) => textAt(event, 'userIdentity', ...names);
  const accountId = at('accountId');
  const of = accountId === undefined ? '' : ` of ${accountId}`;
  switch (at('type')) {
    case 'Root':
      return `the root user${of}`;
    case 'IAMUser':
      return `user ${at('userName') ?? at('arn') ?? 'unknown'}${of}`;
    case 'AssumedRole':
      return `${sessionOf(event)}${of}`;
    case 'AWSService':
      return `the service ${at('invokedBy') ?? 'unknown'}`;
    case 'AWSAccount':
      return `account ${accountId ?? 'unknown'}${at('principalId') === undefined ? '' : ` (${at('principalId')})`}`;
    case 'IdentityCenterUser':
      return `user ${at('onBehalfOf', 'userId') ?? 'unknown'} of IAM Identity Center`;
    default: {
      const name = at('userName') ?? at('arn') ?? at('principalId') ?? at('invokedBy') ?? 'unknown';
      return `${at('type') ?? 'identity'} ${name}${of}`;
    }
  }
}

/** A source identity stays the same over a chain of roles, and a role can be kept from choosing it. */
function sessionOf(event: Record<string, unknown>): string {
  const at = (...names: string[]) => textAt(event, 'userIdentity', ...names);
  const role = at('sessionContext', 'sessionIssuer', 'userName') ?? at('arn')?.split('/')[1] ?? 'unknown';
  const session = at('arn')?.split('/').slice(2).join('/') || at('principalId')?.split(':')[1];
  const source = at('sessionContext', 'sourceIdentity');
  const person = [source, session].filter((name) => name !== undefined && name !== '');
  const via = at('invokedBy') === undefined ? '' : ` through ${at('invokedBy')}`;
  return person.length === 0 ? `role ${role}${via}` : `${[...new Set(person)].join(' / ')} as role ${role}${via}`;
}
