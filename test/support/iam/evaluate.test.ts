import { decide, deployedResources, policiesOfRole, role, rootUser, roleSession, service, serviceLinkedRole } from '.';
import type { PolicyDocument } from '.';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';
const TRAIL = `arn:aws:cloudtrail:us-east-1:${MEMBER}:trail/own`;

const deny = (statement: Record<string, unknown>): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', ...statement }],
});
const allow = (statement: Record<string, unknown>): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Resource: '*', ...statement }],
});

const noStopping = deny({ Action: 'cloudtrail:StopLogging' });
const stopLogging = { does: 'cloudtrail:StopLogging', on: TRAIL };

describe('service control policies', () => {
  const policies = { managementAccountId: MANAGEMENT, serviceControlPolicies: [noStopping] };

  test.each([role(MEMBER, 'administrator'), rootUser(MEMBER), roleSession(MEMBER, 'path/administrator', 'someone')])(
    'bind $name',
    async (who) => {
      expect(await decide(policies, { who, ...stopLogging })).toBe('denied');
    },
  );

  test('leave what they do not deny', async () => {
    const request = { who: role(MEMBER, 'administrator'), does: 'cloudtrail:StartLogging', on: TRAIL };
    expect(await decide(policies, request)).toBe('allowed');
  });

  test.each([role(MANAGEMENT, 'administrator'), serviceLinkedRole(MEMBER, 'x.amazonaws.com', 'AWSServiceRoleForX')])(
    'leave out $name',
    async (who) => {
      expect(await decide(policies, { who, ...stopLogging, on: TRAIL.replace(MEMBER, who.accountId!) })).toBe(
        'allowed',
      );
    },
  );
});

describe('resource control policies', () => {
  const bucket = 'arn:aws:s3:::bucket';
  const policies = {
    managementAccountId: MANAGEMENT,
    resourceControlPolicies: [deny({ Principal: '*', Action: 's3:DeleteBucket' })],
    resourcePolicy: allow({ Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:*' }),
  };
  const deleteBucket = { does: 's3:DeleteBucket', on: bucket };

  test.each([role(MEMBER, 'administrator'), service('cloudtrail.amazonaws.com')])('bind $name', async (who) => {
    expect(await decide(policies, { who, ...deleteBucket, ownedBy: MEMBER })).toBe('denied');
  });

  test('leave out what the management account owns', async () => {
    const who = service('cloudtrail.amazonaws.com');
    expect(await decide(policies, { who, ...deleteBucket, ownedBy: MANAGEMENT })).toBe('allowed');
  });
});

describe('an answer that would verify nothing', () => {
  const who = role(MEMBER, 'administrator');
  const key = `arn:aws:kms:us-east-1:${MEMBER}:key/00000000-0000-0000-0000-000000000000`;
  const context = 'kms:EncryptionContext:aws:cloudtrail:arn';
  const resourcePolicy = allow({
    Principal: { AWS: who.arn },
    Action: 'kms:GenerateDataKey',
    Condition: { StringEquals: { [context]: 'right' } },
  });
  const generate = (value: string) =>
    ({
      who: { ...who, identityPolicies: [] },
      does: 'kms:GenerateDataKey',
      on: key,
      where: { [context]: value },
    }) as const;

  test('is rejected when the evaluator ignored a condition key', async () => {
    await expect(decide({ resourcePolicy }, generate('right'))).rejects.toThrow(
      `ignored the condition keys ${context}`,
    );
  });

  test.each([
    ['right', 'allowed'],
    ['wrong', 'not allowed'],
  ])('is got by a stand-in for the key: %s context is %s', async (value, expected) => {
    const standIns = { [context]: 'aws:RequestTag/trail' };
    expect(await decide({ resourcePolicy, standIns }, generate(value))).toBe(expected);
  });

  test('is rejected for an action that does not exist', async () => {
    await expect(decide({}, { who, does: 'cloudtrail:StopLoging', on: TRAIL })).rejects.toThrow('invalid.action');
  });

  test('is rejected for a malformed policy', async () => {
    const serviceControlPolicies = [{ ...noStopping, Statement: [{ ...noStopping.Statement[0], Efect: 'Deny' }] }];
    await expect(decide({ serviceControlPolicies }, { who, ...stopLogging })).rejects.toThrow('policy.errors');
  });
});

describe('a synthesized template', () => {
  const deployment = { accountId: MEMBER, region: 'eu-west-1' };

  test('has its references resolved', () => {
    const { Policy } = deployedResources(
      {
        Resources: {
          Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'repair' } },
          Policy: {
            Type: 'AWS::IAM::Policy',
            Properties: {
              Roles: [{ Ref: 'Role' }],
              Arn: { 'Fn::GetAtt': ['Role', 'Arn'] },
              Trail: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':x:', { Ref: 'AWS::Region' }]] },
              Gone: { Ref: 'AWS::NoValue' },
            },
          },
        },
      },
      deployment,
    );
    expect(Policy.Properties).toEqual({
      Roles: ['repair'],
      Arn: `arn:aws:iam::${MEMBER}:role/repair`,
      Trail: 'arn:aws:x:eu-west-1',
    });
  });

  test('is rejected with a reference that is not known', () => {
    const template = { Resources: { Policy: { Type: 'X', Properties: { Arn: { 'Fn::ImportValue': 'x' } } } } };
    expect(() => deployedResources(template, deployment)).toThrow('no way to resolve Fn::ImportValue');
  });

  test('gives the policies of a role, inline and attached', () => {
    const statement = (Sid: string) => ({ Statement: [{ Sid }] });
    const resources = deployedResources(
      {
        Resources: {
          Role: {
            Type: 'AWS::IAM::Role',
            Properties: { RoleName: 'repair', Policies: [{ PolicyDocument: statement('inline') }] },
          },
          Policy: {
            Type: 'AWS::IAM::Policy',
            Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: statement('attached') },
          },
        },
      },
      deployment,
    );
    expect(policiesOfRole(resources, 'repair')).toEqual([statement('inline'), statement('attached')]);
  });
});
