// The stack of the consumers on an emulated AWS: a log file that lies in the bucket becomes a message for each consumer, and
// what one of them does with its messages leaves the others, and the bucket, as they are. It shows nothing of policies:
// moto sends whatever the policies of a queue and its key say.
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { trailOf } from '../../bin/app';
import { LAYOUT_WITH_ALL, templatesOf } from '../app/layouts';
import { Metrics, stateAt, type AlarmProperties } from '../support/alarms/evaluate';
import { describeWith, MOTO } from '../support/programs';
import { Moto } from './moto';
import { Queues } from './queues';

const trail = trailOf(LAYOUT_WITH_ALL);
const ALL = 'read-organization-trail-splunk';
const MEMBER = 'read-organization-trail-member';
const DEAD_LETTERS = `${ALL}-dead-letters`;
const template = (name: string) => templatesOf(LAYOUT_WITH_ALL).get(`OrganizationTrail-${name}`)!;
const keyOf = (account: string, hour: string, folder = 'CloudTrail') =>
  `AWSLogs/${trail.organizationId}/${account}/${folder}/us-east-1/2026/01/31/${account}_${folder}_us-east-1_20260131T${hour}00Z_AbCdEfGhIjKlMnOp.json.gz`;

describeWith(MOTO)('two consumers beside each other', () => {
  let moto: Moto;
  let s3: S3Client;
  let queues: Queues;
  const Bucket = trail.logBucketName;

  const deliver = async (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const counts = async () => Promise.all([ALL, MEMBER, DEAD_LETTERS].map((name) => queues.count(name)));
  const versions = async () => (await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions;
  const keysIn = async (name: string) => (await queues.receive(name)).map(({ Body }) => keyIn(Body));

  beforeAll(async () => {
    moto = await Moto.start();
    const access = await moto.accessTo(trail.logArchiveAccountId, trail.homeRegion);
    s3 = new S3Client({ ...access, forcePathStyle: true });
    queues = new Queues(access, trail.logArchiveAccountId);
    await makeBucket();
    // Without the version of a bootstrap, which is not here.
    const { Resources } = template('Consumers').toJSON() as { Resources: unknown };
    const TemplateBody = JSON.stringify({ Resources });
    await new CloudFormationClient(access).send(new CreateStackCommand({ StackName: 'Consumers', TemplateBody }));
  });
  afterAll(() => moto.stop());

  /** As the template of the archive has it: the CloudFormation of moto leaves the notifications of a bucket out. */
  async function makeBucket(): Promise<void> {
    const [bucket] = Object.values(
      template('LogArchive').findResources('AWS::S3::Bucket', { Properties: { BucketName: Bucket } }),
    );
    const { NotificationConfiguration: given } = bucket.Properties as { NotificationConfiguration: unknown };
    expect(given).toEqual({ EventBridgeConfiguration: { EventBridgeEnabled: true } });
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const NotificationConfiguration = { EventBridgeConfiguration: {} };
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  }

  test('each learns of the log files that it reads, in its own form, and of nothing else', async () => {
    await deliver(keyOf('333333333333', '00'));
    expect(await counts()).toEqual([1, 1, 0]);
    await deliver(keyOf('111111111111', '01'));
    for (const folder of ['CloudTrail-Digest', 'CloudTrail-Insight'])
      await deliver(keyOf('333333333333', '02', folder));
    await deliver('elsewhere/a.json.gz');
    expect(await counts()).toEqual([2, 1, 0]);
    expect(await keysIn(ALL)).toEqual([keyOf('333333333333', '00'), keyOf('111111111111', '01')]);
    expect(await keysIn(MEMBER)).toEqual([keyOf('333333333333', '00')]);
  });

  test('a message that nobody can read ends in the dead-letter queue with an alarm, and holds up no other', async () => {
    const before = await versions();
    expect(await alarmState()).toBe('OK');
    const poison = keyOf('333333333333', '00');
    for (let attempt = 0; attempt < 3; attempt++) {
      for (const message of await queues.receive(ALL))
        if (keyIn(message.Body) !== poison) await queues.delete(ALL, message);
    }
    expect(await counts()).toEqual([0, 1, 1]);
    expect(await keysIn(DEAD_LETTERS)).toEqual([poison]);
    expect(await alarmState()).toBe('ALARM');
    await deliver(keyOf('333333333333', '03'));
    expect(await keysIn(ALL)).toEqual([keyOf('333333333333', '03')]);
    expect(await keysIn(MEMBER)).toEqual([poison, keyOf('333333333333', '03')]);
    expect((await versions())!.filter(({ Key }) => Key !== keyOf('333333333333', '03'))).toEqual(before);
  });

  test('what the validator reads is as it was: every file and digest, whatever the consumers did', async () => {
    for (const Key of [keyOf('333333333333', '00'), keyOf('333333333333', '02', 'CloudTrail-Digest')]) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(await Body!.transformToString()).toBe(Key);
    }
    expect((await versions())!.every(({ IsLatest }) => IsLatest)).toBe(true);
  });

  /** The alarm of the template, on what SQS would record of the queue that it watches. */
  async function alarmState() {
    const alarms = template('Consumers').findResources('AWS::CloudWatch::Alarm', {
      Properties: { AlarmName: 'organization-trail-consumer-splunk-dead-letters' },
    });
    const [{ Properties }] = Object.values(alarms);
    const metrics = new Metrics();
    const point = { time: 0, value: await queues.count(DEAD_LETTERS) };
    metrics.record('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: DEAD_LETTERS }, point);
    return stateAt(Properties as AlarmProperties, metrics, 300_000, 'OK');
  }
});

/** Which file a message names, in the form of S3 or in that of EventBridge. */
function keyIn(body: string): string {
  const message = JSON.parse(body) as {
    readonly Records?: readonly { readonly s3: { readonly object: { readonly key: string } } }[];
    readonly detail?: { readonly object: { readonly key: string } };
  };
  return message.Records?.[0].s3.object.key ?? message.detail!.object.key;
}
