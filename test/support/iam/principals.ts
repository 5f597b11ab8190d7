// Who makes a request, as IAM sees it.
import type { PolicyDocument } from './policy';

export interface Principal {
  /** How a table of requests names it. */
  readonly name: string;
  /** What policies match in their Principal element. */
  readonly arn: string;
  /** The account it belongs to; undefined for an AWS service. */
  readonly accountId?: string;
  /** What its own policies allow. A service has none. */
  readonly identityPolicies: readonly PolicyDocument[];
  /** The condition keys that AWS itself sets for it. */
  readonly context: Readonly<Record<string, string | string[]>>;
  /** Whether service control policies leave it out, as a service or a service-linked role. */
  readonly isOutsideOfServiceControlPolicies: boolean;
  /** Whether resource control policies leave it out, as a service-linked role. */
  readonly isOutsideOfResourceControlPolicies: boolean;
}

/** What an administrator may do: everything. */
export const ADMINISTRATOR_ACCESS: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

const ORGANIZATION_ID = 'o-exampleorgid';

function iamPrincipal(name: string, accountId: string, resource: string, type: string): Principal {
  const arn = `arn:aws:iam::${accountId}:${resource}`;
  return {
    name,
    arn,
    accountId,
    identityPolicies: [ADMINISTRATOR_ACCESS],
    context: {
      'aws:PrincipalArn': arn,
      'aws:PrincipalAccount': accountId,
      'aws:PrincipalOrgID': ORGANIZATION_ID,
      'aws:PrincipalType': type,
      'aws:PrincipalIsAWSService': 'false',
      'aws:SecureTransport': 'true',
    },
    isOutsideOfServiceControlPolicies: false,
    isOutsideOfResourceControlPolicies: false,
  };
}

/** A role, by its path and name; without policies it is an administrator. */
export function role(accountId: string, pathAndName: string, ...policies: PolicyDocument[]): Principal {
  const principal = iamPrincipal(
    `role ${pathAndName} of ${accountId}`,
    accountId,
    `role/${pathAndName}`,
    'AssumedRole',
  );
  return policies.length === 0 ? principal : { ...principal, identityPolicies: policies };
}

/** A session of a role. For it, as for the role, aws:PrincipalArn is the role's ARN. */
export function roleSession(accountId: string, pathAndName: string, sessionName: string): Principal {
  const roleName = pathAndName.split('/').at(-1);
  return {
    ...role(accountId, pathAndName),
    name: `session ${sessionName} of role ${pathAndName} of ${accountId}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
  };
}

/** An IAM user; without policies an administrator. */
export function user(accountId: string, userName: string, ...policies: PolicyDocument[]): Principal {
  const principal = iamPrincipal(`user ${userName} of ${accountId}`, accountId, `user/${userName}`, 'User');
  return policies.length === 0 ? principal : { ...principal, identityPolicies: policies };
}

/** The root user of an account. */
export function rootUser(accountId: string): Principal {
  return iamPrincipal(`root user of ${accountId}`, accountId, 'root', 'Account');
}

/** A role that a service made for itself. Neither kind of organization policy binds it. */
export function serviceLinkedRole(accountId: string, service: string, name: string): Principal {
  return {
    ...role(accountId, `aws-service-role/${service}/${name}`),
    name: `service-linked role ${name} of ${accountId}`,
    isOutsideOfServiceControlPolicies: true,
    isOutsideOfResourceControlPolicies: true,
  };
}

/** An AWS service that acts by itself. Resource control policies do bind it. */
export function service(servicePrincipal: string): Principal {
  return {
    name: servicePrincipal,
    arn: servicePrincipal,
    identityPolicies: [],
    context: {
      'aws:PrincipalServiceName': servicePrincipal,
      'aws:PrincipalIsAWSService': 'true',
      'aws:SecureTransport': 'true',
    },
    isOutsideOfServiceControlPolicies: true,
    isOutsideOfResourceControlPolicies: false,
  };
}

/** The same principal with more condition keys, or others. */
export function withContext(principal: Principal, context: Record<string, string | string[]>): Principal {
  return { ...principal, context: { ...principal.context, ...context } };
}
