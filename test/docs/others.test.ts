// What the README says of `Trail` of aws-cdk-lib is what it synthesizes.
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Trail } from 'aws-cdk-lib/aws-cloudtrail';

const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'us-east-1' } });
new Trail(stack, 'Trail', { isOrganizationTrail: true, orgId: 'o-exampleorgid', trailName: 'organization-trail' });
const resources = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, Resource>);
const ofType = (type: string) => resources.filter(({ Type }) => Type === type);

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

test('its bucket policy names the trail in one of three statements for CloudTrail', () => {
  const [{ Properties = {} }] = ofType('AWS::S3::BucketPolicy');
  const { Statement } = Properties.PolicyDocument as { Statement: { Principal: { Service?: string } }[] };
  const ofCloudTrail = Statement.filter(({ Principal }) => Principal.Service === 'cloudtrail.amazonaws.com');
  const named = ofCloudTrail.filter((statement) => JSON.stringify(statement).includes('aws:SourceArn'));
  expect([named.length, ofCloudTrail.length]).toEqual([1, 3]);
});

test('its bucket has no Object Lock', () => {
  const [{ Properties = {} }] = ofType('AWS::S3::Bucket');
  expect(Object.keys(Properties).filter((name) => name.startsWith('ObjectLock'))).toEqual([]);
});

test('it has no alarms, policies of the organization, repair or validation', () => {
  expect([...new Set(resources.map(({ Type }) => Type))].sort()).toEqual([
    'AWS::CloudTrail::Trail',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
  ]);
});
