import { aws_iam as iam } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogArchive } from '../../../lib';
import { archiveStack, organizationTrail, synthError } from '../../support/stacks';

const trail = organizationTrail();

function archiveWith(grantees: number) {
  const stack = archiveStack();
  const archive = new LogArchive(stack, 'LogArchive', { trail });
  for (let index = 0; index < grantees; index++) {
    const arn = `arn:aws:iam::333333333333:role/reader-${String(index).padStart(3, '0')}`;
    archive.grantRead(iam.Role.fromRoleArn(stack, `Reader${index}`, arn), { accountIds: ['333333333333'] });
  }
  return stack;
}

test('a few principals of other accounts are let in', () => {
  expect(() => Template.fromStack(archiveWith(3))).not.toThrow();
});

test('a policy that S3 or KMS would reject is reported at synthesis, with its size', () => {
  const message = synthError(archiveWith(400));
  expect(message).toMatch(/the policy of the bucket: got "\d+ bytes", expected at most 20480 bytes; grant to fewer/);
  expect(message).toMatch(/the policy of the key: got "\d+ bytes", expected at most 32768 bytes; grant to fewer/);
});
