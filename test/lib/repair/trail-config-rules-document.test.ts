import { aws_cloudtrail as cloudtrail } from 'aws-cdk-lib';
import { DataEvents } from '../../../lib';
import { repairNames } from '../../../lib/identity/repair-names';
import { trailRepairDocument } from '../../../lib/repair/document';
import { settingsOf } from '../../../lib/trail/settings';
import { EXECUTION_ID, runAutomation, StandInCloudTrail, type AutomationDocument } from '../../support/automation';
import type { StandInOptions } from '../../support/automation';
import { organizationTrail } from '../../support/stacks';

const trail = organizationTrail();
const KEY_ARN = `arn:aws:kms:us-east-1:${trail.logArchiveAccountId}:key/1b4b1c4e-0000-4000-8000-000000000000`;
const MANAGEMENT_EVENTS = { trail, dataEvents: [], insightTypes: [] };
const DATA_EVENTS = {
  trail,
  dataEvents: [DataEvents.s3Objects()],
  insightTypes: [cloudtrail.InsightType.API_CALL_RATE],
};
const TABLE_WRITES = { trail, dataEvents: [DataEvents.validatorTable()], insightTypes: [] };

function world(choices: Parameters<typeof settingsOf>[0] = MANAGEMENT_EVENTS, options: Partial<StandInOptions> = {}) {
  const settings = settingsOf(choices);
  const props = { trailArn: trail.trailArn, settings, names: repairNames(trail) };
  const document = trailRepairDocument(props) as unknown as AutomationDocument;
  const cloudTrail = new StandInCloudTrail({
    trailArn: trail.trailArn,
    settings,
    keyArn: KEY_ARN,
    ...options,
  });
  const repair = (parameters: Record<string, string> = {}) => runAutomation(document, parameters, cloudTrail.callApi);
  return { document, cloudTrail, settings, repair };
}

const written = ({ writes }: StandInCloudTrail) => writes.map(({ api }) => api);
const denying =
  (...apis: string[]) =>
  ({ api }: { api: string }) => {
    if (apis.includes(api)) throw new Error(`AccessDeniedException: ${api}`);
  };

describe('a healthy trail', () => {
  test.each([
    ['management events', MANAGEMENT_EVENTS],
    ['data events and Insights', DATA_EVENTS],
    ["writes to the validator's table", TABLE_WRITES],
  ])('with %s is left as it is', async (_, choices) => {
    const { cloudTrail, repair } = world(choices);
    expect((await repair()).status).toBe('Success');
    expect(written(cloudTrail)).toEqual([]);
  });

  test('is recognized although CloudTrail answers with the ARN of the key and the settings name its alias', async () => {
    const { cloudTrail, settings } = world();
    expect(cloudTrail.trail.KmsKeyId).toMatch(/:key\//);
    expect(settings.KmsKeyId).toMatch(/:alias\//);
  });
});

test('a key that is named by its own ARN is recognized, and put back by it', async () => {
  const { cloudTrail, settings, repair } = world({ ...MANAGEMENT_EVENTS, encryptionKeyArn: KEY_ARN });
  expect(settings.KmsKeyId).toBe(KEY_ARN);
  expect((await repair()).status).toBe('Success');
  expect(written(cloudTrail)).toEqual([]);
  cloudTrail.trail.KmsKeyId = undefined;
  expect((await repair()).status).toBe('Success');
  expect(cloudTrail.trail.KmsKeyId).toBe(KEY_ARN);
});

test('a stopped trail is started, and nothing else is written', async () => {
  const { cloudTrail, repair } = world();
  cloudTrail.isLogging = false;
  expect((await repair()).status).toBe('Success');
  expect(cloudTrail.isLogging).toBe(true);
  expect(written(cloudTrail)).toEqual(['StartLogging']);
});

describe('a weakened trail', () => {
  test.each([
    ['another bucket', { S3BucketName: 'attacker' }],
    ['another bucket and a prefix', { S3BucketName: 'attacker', S3KeyPrefix: 'x' }],
    ['a prefix', { S3KeyPrefix: 'x' }],
    ['another key', { KmsKeyId: 'arn:aws:kms:us-east-1:999999999999:key/other' }],
    ['no key', { KmsKeyId: undefined }],
    ['another log group', { CloudWatchLogsLogGroupArn: 'arn:aws:logs:us-east-1:111111111111:log-group:other:*' }],
    ['no log group', { CloudWatchLogsLogGroupArn: undefined, CloudWatchLogsRoleArn: undefined }],
    ['another role', { CloudWatchLogsRoleArn: 'arn:aws:iam::111111111111:role/other' }],
    ['one Region only', { IsMultiRegionTrail: false }],
    ['one account only', { IsOrganizationTrail: false }],
    ['no global service events', { IncludeGlobalServiceEvents: false }],
    ['no log file validation', { LogFileValidationEnabled: false }],
  ])('with %s is put back', async (_, change) => {
    const { cloudTrail, repair } = world();
    const healthy = { ...cloudTrail.trail };
    Object.assign(cloudTrail.trail, change);
    expect((await repair()).status).toBe('Success');
    expect(cloudTrail.trail).toEqual(healthy);
    expect(written(cloudTrail)).toEqual(['UpdateTrail']);
  });

  const all = { ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [] };
  test.each([
    ['that records reads only', [{ ...all, ReadWriteType: 'ReadOnly' }]],
    ['that records no management events', [{ ...all, IncludeManagementEvents: false }]],
    ['that leaves out KMS', [{ ...all, ExcludeManagementEventSources: ['kms.amazonaws.com'] }]],
    ['that records data events', [{ ...all, DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }]],
    ['beside another', [all, { ...all, ReadWriteType: 'WriteOnly' }]],
  ])('with a selector %s is put back', async (_, EventSelectors) => {
    const { cloudTrail, repair, settings } = world();
    cloudTrail.selectors = { EventSelectors };
    expect((await repair()).status).toBe('Success');
    expect(cloudTrail.selectors).toEqual({ EventSelectors: settings.EventSelectors });
    expect(written(cloudTrail)).toEqual(['PutEventSelectors']);
  });

  const table = settingsOf(TABLE_WRITES).EventSelectors![1];
  const { Type, Values } = table.DataResources![0];
  test.each([
    ['without the table', [all]],
    ['with reads of the table too', [all, { ...table, ReadWriteType: 'All' }]],
    ['with a table more', [all, { ...table, DataResources: [{ Type, Values: [...Values, 'arn:aws:dynamodb'] }] }]],
    ['with another table', [all, { ...table, DataResources: [{ Type, Values: [`${Values[0]}-2`] }] }]],
    [
      'with resources more',
      [
        all,
        {
          ...table,
          DataResources: [
            { Type, Values },
            { Type: 'AWS::S3::Object', Values: [] },
          ],
        },
      ],
    ],
    ['that lacks management events', [{ ...all, IncludeManagementEvents: false }, table]],
  ])('with classic selectors %s is put back', async (_, EventSelectors) => {
    const { cloudTrail, repair, settings } = world(TABLE_WRITES);
    cloudTrail.selectors = { EventSelectors };
    expect((await repair()).status).toBe('Success');
    expect(cloudTrail.selectors).toEqual({ EventSelectors: settings.EventSelectors });
    expect(written(cloudTrail)).toEqual(['PutEventSelectors']);
  });

  const management = {
    Name: 'Management events selector',
    FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
  };
  const narrowed = (field: Record<string, unknown>) => ({
    ...management,
    FieldSelectors: [...management.FieldSelectors, field],
  });
  const data = settingsOf(DATA_EVENTS).AdvancedEventSelectors![1];
  test.each([
    ['without management events', [data]],
    ['without data events', [management]],
    ['that leave out KMS', [narrowed({ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }), data]],
    ['that record reads only', [narrowed({ Field: 'readOnly', Equals: ['true'] }), data]],
    ['that leave out a bucket more', [management, { ...data, FieldSelectors: withMore(data.FieldSelectors) }]],
    ['with one more', [management, data, data]],
  ])('with advanced selectors %s is put back', async (_, AdvancedEventSelectors) => {
    const { cloudTrail, repair, settings } = world(DATA_EVENTS);
    cloudTrail.selectors = { AdvancedEventSelectors };
    expect((await repair()).status).toBe('Success');
    expect(cloudTrail.selectors).toEqual({ AdvancedEventSelectors: settings.AdvancedEventSelectors });
    expect(written(cloudTrail)).toEqual(['PutEventSelectors']);
  });

  test('with the other kind of selectors is put back', async () => {
    const { cloudTrail, repair, settings } = world();
    cloudTrail.selectors = { AdvancedEventSelectors: [management] };
    await repair();
    expect(cloudTrail.selectors).toEqual({ EventSelectors: settings.EventSelectors });
  });

  test('without Insights is put back', async () => {
    const { cloudTrail, repair, settings } = world(DATA_EVENTS);
    cloudTrail.insightSelectors = undefined;
    expect((await repair()).status).toBe('Success');
    expect(cloudTrail.insightSelectors).toEqual(settings.InsightSelectors);
  });

  test('and stopped is put back and started in one run', async () => {
    const { cloudTrail, repair } = world();
    cloudTrail.isLogging = false;
    cloudTrail.trail.LogFileValidationEnabled = false;
    cloudTrail.selectors = { EventSelectors: [] };
    await repair();
    expect(written(cloudTrail)).toEqual(['StartLogging', 'UpdateTrail', 'PutEventSelectors']);
  });

  test('needs no second repair', async () => {
    const { cloudTrail, repair } = world();
    Object.assign(cloudTrail.trail, { KmsKeyId: undefined, S3KeyPrefix: 'x' });
    await repair();
    cloudTrail.writes.length = 0;
    await repair();
    expect(written(cloudTrail)).toEqual([]);
  });
});

describe('a dry run', () => {
  test('of a healthy trail names no write', async () => {
    const { steps } = await world().repair({ DryRun: 'true' });
    expect(steps.map(({ name }) => name).filter((name) => name.startsWith('Would'))).toEqual([]);
  });

  test('writes nothing and names every write that is due', async () => {
    const { cloudTrail, repair } = world(DATA_EVENTS);
    cloudTrail.isLogging = false;
    cloudTrail.trail = {};
    cloudTrail.selectors = {};
    cloudTrail.insightSelectors = undefined;
    const { steps } = await repair({ DryRun: 'true' });
    expect(written(cloudTrail)).toEqual([]);
    expect(steps.map(({ name }) => name).filter((name) => name.startsWith('Would'))).toEqual([
      'WouldStartLogging',
      'WouldUpdateTrail',
      'WouldPutEventSelectors',
      'WouldPutInsightSelectors',
    ]);
  });
});

describe('a denied call', () => {
  const WEAKENED = { isLogging: false, trail: {}, selectors: {} };

  test.each([
    ['GetTrailStatus', 'ReadStatus', ['UpdateTrail', 'PutEventSelectors']],
    ['StartLogging', 'StartLogging', ['UpdateTrail', 'PutEventSelectors']],
    ['GetTrail', 'ReadTrail', ['StartLogging', 'PutEventSelectors']],
    ['DescribeKey', 'ReadKey', ['StartLogging', 'UpdateTrail', 'PutEventSelectors']],
    ['UpdateTrail', 'UpdateTrail', ['StartLogging', 'PutEventSelectors']],
    ['GetEventSelectors', 'ReadEventSelectors', ['StartLogging', 'UpdateTrail']],
    ['PutEventSelectors', 'PutEventSelectors', ['StartLogging', 'UpdateTrail']],
  ])('to %s fails the run at step %s, which still does %j', async (api, step, others) => {
    const { cloudTrail, repair } = world(MANAGEMENT_EVENTS, { authorize: denying(api) });
    Object.assign(cloudTrail, WEAKENED);
    const run = await repair();
    expect(run.status).toBe('Failed');
    expect(run.steps.filter(({ failure }) => failure !== undefined)).toEqual([
      { name: step, failure: `AccessDeniedException: ${api}` },
    ]);
    expect(written(cloudTrail)).toEqual(others);
  });

  test('to everything fails the run and writes nothing', async () => {
    const authorize = () => {
      throw new Error('AccessDeniedException');
    };
    const { cloudTrail, repair } = world(DATA_EVENTS, { authorize });
    expect((await repair()).status).toBe('Failed');
    expect(written(cloudTrail)).toEqual([]);
  });

  test('to put Insights back fails the run', async () => {
    const { cloudTrail, repair } = world(DATA_EVENTS, { authorize: denying('PutInsightSelectors') });
    cloudTrail.insightSelectors = undefined;
    expect((await repair()).status).toBe('Failed');
  });
});

describe('turns', () => {
  test('the oldest run goes first', async () => {
    const runningExecutions = ['00000000-0000-0000-0000-00000000000b', EXECUTION_ID];
    expect((await world(MANAGEMENT_EVENTS, { runningExecutions }).repair()).status).toBe('Success');
  });

  test('a run waits for an earlier one, says so when that takes too long, and is no failure by it', async () => {
    const runningExecutions = [EXECUTION_ID, '00000000-0000-0000-0000-00000000000b'];
    const { steps, status } = await world(MANAGEMENT_EVENTS, { runningExecutions }).repair();
    expect(steps[0]).toEqual({ name: 'TakeTurn', failure: expect.stringContaining('00000000000b') });
    expect(status).toBe('Success');
  });

  test('a run that can not see the others does its work, and is no failure by it', async () => {
    const { cloudTrail, repair } = world(MANAGEMENT_EVENTS, { authorize: denying('DescribeAutomationExecutions') });
    Object.assign(cloudTrail, { isLogging: false, trail: {}, selectors: {} });
    const { steps, status } = await repair();
    expect(steps[0]).toEqual({ name: 'TakeTurn', failure: 'AccessDeniedException: DescribeAutomationExecutions' });
    expect(written(cloudTrail)).toEqual(['StartLogging', 'UpdateTrail', 'PutEventSelectors']);
    expect(status).toBe('Success');
  });
});

test('whoever starts it chooses nothing but the role and a dry run', () => {
  expect(Object.keys(world().document.parameters)).toEqual(['AutomationAssumeRole', 'DryRun']);
});

function withMore(fields: readonly Record<string, unknown>[] | readonly object[]): object[] {
  return fields.map((field) => {
    const list = (field as { NotStartsWith?: string[] }).NotStartsWith;
    return list === undefined ? field : { ...field, NotStartsWith: [...list, 'arn:aws:s3:::secret/'] };
  });
}
