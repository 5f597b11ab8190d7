// What the model of CloudFormation takes from its documentation: names, retention, updates and imports, on small stacks.
import { createStack, deleteStack, importKeys, updateStack } from './cloudformation';
import {
  ADMINISTRATION,
  bucket,
  emptyWorld,
  EXCEPT_ON_CREATE,
  KEPT,
  key,
  logicalIdsIn,
  MANAGEMENT,
  stack,
} from './small-stacks';
import type { StackSpec, TemplateResource } from './stack-spec';
import { administratorOf, deploy } from './tools';

describe('a creation that fails', () => {
  test.each([
    ['Delete', {}, []],
    ['RetainExceptOnCreate', EXCEPT_ON_CREATE, []],
    ['Retain', KEPT, ['A']],
  ])('leaves of what has the policy %s', async (_, policies, left) => {
    const accounts = emptyWorld();
    const result = await createStack(accounts, stack({ A: bucket('a', policies) }), { failsAfter: 1 });
    expect([result.status, logicalIdsIn(accounts)]).toEqual(['ROLLBACK_COMPLETE', left]);
  });

  test('goes on rolling back where one deletion fails', async () => {
    const accounts = emptyWorld();
    const table = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't', DeletionProtectionEnabled: true } };
    const result = await createStack(accounts, stack({ A: bucket('a'), T: table, B: bucket('b') }), { failsAfter: 3 });
    expect([result.status, logicalIdsIn(accounts)]).toEqual(['ROLLBACK_FAILED', ['T']]);
    expect(result.failures.map(({ reason }) => reason)).toEqual(['injected', 'DeletionProtection']);
  });

  test('is not updated but deleted and made anew by the command line, and not by a pipeline', async () => {
    const spec = stack({ A: bucket('a') });
    for (const [tool, status] of [
      ['command line', 'CREATE_COMPLETE'],
      ['CDK Pipelines', 'STUCK'],
    ] as const) {
      const accounts = emptyWorld();
      await createStack(accounts, spec, { failsAfter: 1 });
      expect((await deploy(accounts, spec, { ...administratorOf(MANAGEMENT), tool })).status).toBe(status);
    }
  });
});

test('dependencies are made first, and deleted last', async () => {
  const accounts = emptyWorld();
  const alias = { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/a', TargetKeyId: { Ref: 'K' } } };
  await createStack(accounts, stack({ L: alias, B: { ...bucket('b'), DependsOn: 'L' }, K: key() }));
  expect(logicalIdsIn(accounts)).toEqual(['K', 'L', 'B']);
});

describe('a name', () => {
  test('reaches as far as its type says', async () => {
    const role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', AssumeRolePolicyDocument: {} } };
    const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' } };
    const elsewhere = { region: 'eu-west-1' };
    const accounts = emptyWorld();
    await createStack(accounts, stack({ R: role, T: topic, B: bucket('b') }));
    const reasonOf = async (resource: TemplateResource, more: Partial<StackSpec>) =>
      (await createStack(accounts.copy(), stack({ X: resource }, { name: 'Other', ...more }))).failures[0]?.reason;
    expect(await reasonOf(role, elsewhere)).toBe('AlreadyExists');
    expect(await reasonOf(topic, elsewhere)).toBeUndefined();
    expect(await reasonOf(topic, {})).toBe('AlreadyExists');
    expect(await reasonOf(bucket('b'), { account: '333333333333', ...elsewhere })).toBe('AlreadyExists');
  });

  test('that CloudFormation makes up collides with none', async () => {
    const accounts = emptyWorld();
    await createStack(accounts, stack({ T: { Type: 'AWS::SNS::Topic' } }));
    const other = await createStack(accounts, stack({ T: { Type: 'AWS::SNS::Topic' } }, { name: 'Other' }));
    expect(other.status).toBe('CREATE_COMPLETE');
  });

  test('is not given twice where its holder is replaced, but another one is', async () => {
    const locked = (BucketName: string): TemplateResource => ({
      ...{ Type: 'AWS::S3::Bucket', Properties: { BucketName, ObjectLockEnabled: true } },
    });
    const accounts = emptyWorld();
    await createStack(accounts, stack({ A: bucket('a') }));
    const same = await updateStack(accounts.copy(), stack({ A: locked('a') }));
    expect([same.status, same.failures[0].reason]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 'CustomNameReplaced']);
    await updateStack(accounts, stack({ A: locked('b') }));
    expect(accounts.all().map(({ properties }) => properties.BucketName)).toEqual(['b']);
  });
});

describe('an update', () => {
  test.each([
    ['deletes', {}, 0],
    ['leaves', KEPT, 1],
  ])('%s what is taken out, by its policy; put back, it collides or not', async (_, policies, left) => {
    const accounts = emptyWorld();
    const both = stack({ A: bucket('a'), T: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' }, ...policies } });
    await createStack(accounts, both);
    expect((await updateStack(accounts, stack({ A: bucket('a') }))).status).toBe('UPDATE_COMPLETE');
    expect(accounts.leftBehind()).toHaveLength(left);
    expect((await updateStack(accounts, both)).failures).toHaveLength(left);
  });

  test('that fails leaves everything as it was', async () => {
    const accounts = emptyWorld();
    const policy = (text: string): TemplateResource => key([{ ...ADMINISTRATION, Sid: text }]);
    await createStack(accounts, stack({ K: policy('one'), A: bucket('a') }));
    const before = accounts.all().map(({ properties }) => properties);
    const result = await updateStack(accounts, stack({ K: policy('two'), B: bucket('b') }), { failsAfter: 2 });
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(accounts.all().map(({ properties }) => properties)).toEqual(before);
  });
});

describe('an import', () => {
  const importing = { importsExisting: true };
  const deleted = async (spec: StackSpec) => {
    const accounts = emptyWorld();
    await createStack(accounts, spec);
    await deleteStack(accounts, spec);
    return accounts;
  };

  test('takes what has a plain name and belongs to nobody', async () => {
    const spec = stack({ A: bucket('a', KEPT) });
    expect((await createStack(await deleted(spec), spec, importing)).status).toBe('CREATE_COMPLETE');
  });

  test.each([
    ['is named by a function', { 'Fn::Join': ['', ['a']] }, KEPT],
    ['would be deleted with its stack', 'a', {}],
  ])('does not take what %s', async (_, name, policies) => {
    const spec = stack({ A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: name }, ...policies } });
    const accounts = await deleted(stack({ A: bucket('a', KEPT) }));
    expect((await createStack(accounts, spec, importing)).failures[0].reason).toBe('AlreadyExists');
  });

  test('does not take what belongs to another stack', async () => {
    const accounts = emptyWorld();
    await createStack(accounts, stack({ A: bucket('a', KEPT) }));
    const other = await createStack(accounts, stack({ A: bucket('a', KEPT) }, { name: 'Other' }), importing);
    expect(other.failures[0].reason).toBe('AlreadyExists');
  });

  test('that is rolled back gives up what it took, and deletes nothing of it', async () => {
    const spec = stack({ A: bucket('a', EXCEPT_ON_CREATE), B: bucket('b', EXCEPT_ON_CREATE) });
    const accounts = await deleted(stack({ A: bucket('a', KEPT) }));
    await createStack(accounts, spec, { ...importing, failsAfter: 2 });
    expect(accounts.all().map(({ properties, owner }) => [properties.BucketName, owner])).toEqual([['a', undefined]]);
  });

  test('of keys takes the one that was there', async () => {
    const spec = stack({ K: { ...key(), ...KEPT } });
    const accounts = await deleted(spec);
    const [{ serial }] = accounts.all();
    importKeys(accounts, spec);
    await createStack(accounts, spec);
    expect(accounts.all().map((it) => it.serial)).toEqual([serial]);
  });
});
