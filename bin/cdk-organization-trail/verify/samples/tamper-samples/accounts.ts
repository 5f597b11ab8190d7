// Calls against who may act for the trail, and against whole accounts.
import { HOME_REGION, LOG_ARCHIVE_ACCOUNT, MANAGEMENT_ACCOUNT } from '../record';
import { of, samples, STACK, TRAIL, trailAccountArn, type SamplesByAlert } from './sample';

const stackId = (name: string) =>
  trailAccountArn('cloudformation', `stack/${name}/00000000-0000-0000-0000-000000000000`);

export const ACCOUNTS_SAMPLES: SamplesByAlert = {
  RoleTampering: samples(
    'iam.amazonaws.com',
    {
      'made again': ['CreateRole', { roleName: `${TRAIL}-repair` }],
      deleted: ['DeleteRole', { roleName: `${TRAIL}-log-delivery` }],
      'what is said of it': ['UpdateRoleDescription', { roleName: `${TRAIL}-log-delivery`, description: 'x' }],
      'its sessions': ['UpdateRole', { roleName: `${TRAIL}-log-delivery`, maxSessionDuration: 3600 }],
      'its trust': ['UpdateAssumeRolePolicy', { roleName: `${TRAIL}-log-delivery`, policyDocument: '{}' }],
      'a policy more': ['PutRolePolicy', { roleName: `${TRAIL}-alerts-eu-central-1`, policyName: 'x' }],
      'a policy less': ['DeleteRolePolicy', { roleName: `${TRAIL}-alerts-eu-central-1`, policyName: 'x' }],
      'a managed policy more': ['AttachRolePolicy', { roleName: `${TRAIL}-repair`, policyArn: 'x' }],
      'a managed policy less': ['DetachRolePolicy', { roleName: `${TRAIL}-repair`, policyArn: 'x' }],
      'a boundary more': ['PutRolePermissionsBoundary', { roleName: `${TRAIL}-repair` }],
      'a boundary less': ['DeleteRolePermissionsBoundary', { roleName: `${TRAIL}-repair` }],
      'the trust of a deployment role': [
        'UpdateAssumeRolePolicy',
        { roleName: `cdk-hnb659fds-cfn-exec-role-${MANAGEMENT_ACCOUNT}-${HOME_REGION}`, policyDocument: '{}' },
      ],
      'the trust of the role that hands it to CloudFormation': [
        'UpdateAssumeRolePolicy',
        { roleName: `cdk-hnb659fds-deploy-role-${MANAGEMENT_ACCOUNT}-${HOME_REGION}`, policyDocument: '{}' },
      ],
    },
    {
      'another role': ['DeleteRole', { roleName: 'some-role' }],
      'a role of the CDK that only looks': [
        'DeleteRole',
        { roleName: `cdk-hnb659fds-lookup-role-${MANAGEMENT_ACCOUNT}` },
      ],
      'tags of ours': ['TagRole', { roleName: `${TRAIL}-repair` }],
    },
  ),
  StackTampering: samples(
    'cloudformation.amazonaws.com',
    {
      'by name': ['DeleteStack', { stackName: STACK, roleARN: 'x' }],
      'by its id': ['DeleteStack', { stackName: stackId(STACK) }],
      'its protection': ['UpdateTerminationProtection', { stackName: STACK, enableTerminationProtection: false }],
      'its protection, by its id': [
        'UpdateTerminationProtection',
        { stackName: stackId(STACK), enableTerminationProtection: false },
      ],
    },
    {
      'another stack': ['DeleteStack', { stackName: 'some-stack' }],
      'another stack, by its id': ['DeleteStack', { stackName: stackId('some-stack') }],
      'a stack whose name begins like ours': ['DeleteStack', { stackName: `${STACK}-2` }],
      'one whose name ends like ours': ['DeleteStack', { stackName: stackId(`my-${STACK}`) }],
      'the protection of another stack': [
        'UpdateTerminationProtection',
        { stackName: stackId(`${STACK}-2`), enableTerminationProtection: false },
      ],
      'a stack set with the name of ours': ['DeleteStackSet', { stackSetName: STACK }],
    },
  ),
  OrganizationTampering: samples(
    'organizations.amazonaws.com',
    {
      'trusted access': ['DisableAWSServiceAccess', { servicePrincipal: 'cloudtrail.amazonaws.com' }],
      'an administrator more': [
        'RegisterDelegatedAdministrator',
        { accountId: '333333333333', servicePrincipal: 'cloudtrail.amazonaws.com' },
      ],
      'an administrator less': [
        'DeregisterDelegatedAdministrator',
        { accountId: '333333333333', servicePrincipal: 'cloudtrail.amazonaws.com' },
      ],
      'a policy, which could be ours': ['DeletePolicy', { policyId: 'p-examplepolicy' }],
      'a policy on a target': ['AttachPolicy', { policyId: 'p-examplepolicy', targetId: LOG_ARCHIVE_ACCOUNT }],
      'who may administer policies': ['PutResourcePolicy', { content: '{}' }],
      'an account that has left': ['AccountDepartedOrganization', null, { eventType: 'AwsServiceEvent' }],
      'a policy off its target': ['DetachPolicy', { policyId: 'p-examplepolicy', targetId: 'r-root' }],
      'a policy changed': ['UpdatePolicy', { policyId: 'p-examplepolicy', content: '{}' }],
      'policies of a type': ['DisablePolicyType', { rootId: 'r-root', policyType: 'SERVICE_CONTROL_POLICY' }],
      'the organization': ['DeleteOrganization', null],
      'the log archive account out': ['RemoveAccountFromOrganization', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'the log archive account elsewhere': ['MoveAccount', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'the log archive account closed': ['CloseAccount', { accountId: LOG_ARCHIVE_ACCOUNT }],
    },
    {
      'another service': ['DisableAWSServiceAccess', { servicePrincipal: 'ram.amazonaws.com' }],
      'another account': ['MoveAccount', { accountId: '333333333333' }],
    },
  ),
  AccountTampering: samples(
    'account.amazonaws.com',
    {
      'the home Region off': ['DisableRegion', { regionName: HOME_REGION }],
      'the home Region off, in capitals': ['DisableRegion', { regionName: HOME_REGION.toUpperCase() }],
      'this account closed': ['CloseAccount', null],
      'the log archive account closed': ['CloseAccount', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'the address of its root user': ['StartPrimaryEmailUpdate', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'the address of its root user, confirmed': ['AcceptPrimaryEmailUpdate', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'out of the organization': ['LeaveOrganization', null, of('organizations')],
    },
    {
      'another Region off': ['DisableRegion', { regionName: 'no-region-1' }],
      'the address of another account': ['StartPrimaryEmailUpdate', { accountId: '333333333333' }],
    },
  ),
};
