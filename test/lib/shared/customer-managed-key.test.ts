// Every key of the app, in every layout, put to an IAM evaluator: who may end its life, and how soon.
import { LAYOUTS } from '../../app/layouts';
import { specsOf } from '../../support/lifecycle';
import {
  deployedResources,
  role,
  rootUser,
  testTable,
  type PolicyDocument,
  type Principal,
  type Row,
} from '../../support/iam';

const WINDOW = 'kms:ScheduleKeyDeletionPendingWindowInDays';

describe.each(Object.entries(LAYOUTS))('%s', (_layout, configuration) => {
  const keys = specsOf(configuration).flatMap(({ name, template, account, region, executionRoleArn }) =>
    Object.entries(deployedResources(template, { accountId: account, region }))
      .filter(([, { Type }]) => Type === 'AWS::KMS::Key')
      .map(([logicalId, { Properties }]) => ({
        name: `${name}: ${logicalId}`,
        policy: Properties.KeyPolicy as PolicyDocument,
        arn: `arn:aws:kms:${region}:${account}:key/${logicalId}`,
        account,
        deployment: role(account, executionRoleArn.replace(/^.*:role\//, '')),
      })),
  );

  test('has keys', () => expect(keys.length).toBeGreaterThan(3));

  describe.each(keys)('$name', ({ policy, arn, account, deployment }) => {
    const row = (who: Principal, expected: Row['expected'], does: string, days?: number): Row => ({
      ...{ who, does, on: arn, expected },
      where: days === undefined ? {} : { [WINDOW]: String(days) },
    });
    const others = [
      role(account, 'administrator'),
      rootUser(account),
      role(account, 'cdk-another-cfn-exec-role'),
      role(account, `elsewhere/${deployment.arn.replace(/^.*:role\//, '')}`),
    ];
    testTable(
      () => ({ resourcePolicy: policy }),
      [
        row(deployment, 'allowed', 'kms:ScheduleKeyDeletion', 30),
        row(deployment, 'denied', 'kms:ScheduleKeyDeletion', 29),
        row(deployment, 'denied', 'kms:DisableKey'),
        ...others.flatMap((who) => [
          row(who, 'denied', 'kms:ScheduleKeyDeletion', 30),
          row(who, 'denied', 'kms:DisableKey'),
        ]),
        ...[role(account, 'break-glass')].flatMap((who) => [
          row(who, 'allowed', 'kms:ScheduleKeyDeletion', 7),
          row(who, 'allowed', 'kms:DisableKey'),
        ]),
      ],
    );
  });
});
