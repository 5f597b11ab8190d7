import type { Plan } from '../plan/deployment';
import { CallFailure } from '../aws/failure';
import { couldNotCheck, defineCheck, failed, ok, type Context, type Subject, type Verdict } from './check';
import { ago, DAY, isoTime } from './times';

interface FolderSubject extends Subject {
  /** The folder of an account in which these files lie. */
  readonly folder: 'CloudTrail' | 'CloudTrail-Digest';
}

type LogContext = Context<'listObjects' | 'getObjectRetention'>;

const bucketArn = ({ trail }: Plan) => `arn:${trail.partition}:s3:::${trail.bucket}`;

export const OBJECT_LOCK = defineCheck({
  id: 'object-lock',
  question: 'Does Object Lock protect the newest files that CloudTrail delivered?',
  calls: {
    listObjects: (plan) => [{ accountId: plan.logArchiveAccountId, resources: [bucketArn(plan)] }],
    getObjectRetention: (plan) => [{ accountId: plan.logArchiveAccountId, resources: [`${bucketArn(plan)}/*`] }],
  },
  subjects: ({ trail, logArchiveAccountId }): FolderSubject[] =>
    (['CloudTrail', 'CloudTrail-Digest'] as const).map((folder) => ({
      name: folder === 'CloudTrail' ? 'the newest log file' : 'the newest digest',
      ...{ accountId: logArchiveAccountId, region: trail.region, folder },
    })),
  async ask(subject: FolderSubject, context: LogContext) {
    const newest = await newestFile(subject, context);
    if (newest === undefined) {
      return couldNotCheck(
        'there is no file of today or yesterday',
        '"log-file-delivery" and "digest-delivery" say why',
      );
    }
    const { bucket } = context.plan.trail;
    const found = await retention(subject, bucket, newest.key, context);
    return verdictOn(context.plan, newest, found, context.now());
  },
});

interface File {
  readonly key: string;
  readonly time: number;
}

/** The newest file of the trail's own account in its home Region, which every trail has. */
async function newestFile(subject: FolderSubject, context: LogContext): Promise<File | undefined> {
  const { trail } = context.plan;
  const root = `${trail.keyPrefix === undefined ? '' : `${trail.keyPrefix}/`}AWSLogs/`;
  const listing = await context.pages('listObjects', subject, { Bucket: trail.bucket, Prefix: root, Delimiter: '/' });
  const folders = listing.flatMap(({ CommonPrefixes = [] }) => CommonPrefixes.map(({ Prefix = '' }) => Prefix));
  const organizations = folders.filter((folder) => folder.startsWith(`${root}o-`));
  const owners = organizations.length > 0 ? organizations : [root];
  const files: File[] = [];
  for (const day of [context.now(), context.now() - DAY]) {
    const date = new Date(day).toISOString().slice(0, 10).replaceAll('-', '/');
    for (const owner of owners) {
      const Prefix = `${owner}${trail.accountId}/${subject.folder}/${trail.region}/${date}/`;
      const pages = await context.pages('listObjects', subject, { Bucket: trail.bucket, Prefix });
      for (const { Key = '', LastModified } of pages.flatMap(({ Contents = [] }) => Contents)) {
        files.push({ key: Key, time: LastModified?.getTime() ?? 0 });
      }
    }
    if (files.length > 0) break;
  }
  return files.sort((one, other) => other.time - one.time)[0];
}

interface Retention {
  readonly Mode?: string;
  readonly RetainUntilDate?: Date;
}

/** Undefined for an object without retention. */
async function retention(subject: Subject, Bucket: string, Key: string, { read }: LogContext) {
  try {
    return (await read('getObjectRetention', subject, { Bucket, Key })).Retention;
  } catch (error) {
    if (error instanceof CallFailure && error.message.includes('NoSuchObjectLockConfiguration')) return undefined;
    throw error;
  }
}

function verdictOn(plan: Plan, { key, time }: File, found: Retention | undefined, now: number): Verdict {
  const remedy = `look at the default retention: aws s3api get-object-lock-configuration --bucket ${plan.trail.bucket}`;
  const until = found?.RetainUntilDate;
  if (until === undefined) return failed(`${key} has no retention`, remedy);
  const { Mode, Days } = defaultRetention(plan);
  const days = Math.round((until.getTime() - time) / DAY);
  const text = `${key}, delivered ${ago(time, now)}, is locked until ${isoTime(until)} (${found?.Mode})`;
  if (Mode !== undefined && found?.Mode !== Mode) return failed(`${text}, the template says ${Mode}`, remedy);
  if (Days !== undefined && days < Days) return failed(`${text}, the template says ${Days} days`, remedy);
  return ok(text);
}

/** As the template has it; nothing where these stacks do not make the bucket. */
function defaultRetention(plan: Plan): { readonly Mode?: string; readonly Days?: number } {
  const bucket = plan
    .resources('AWS::S3::Bucket')
    .find(({ properties }) => properties.BucketName === plan.trail.bucket);
  const lock = bucket?.properties.ObjectLockConfiguration as
    { readonly Rule?: { readonly DefaultRetention?: { Mode?: string; Days?: number; Years?: number } } } | undefined;
  const { Mode, Days, Years } = lock?.Rule?.DefaultRetention ?? {};
  return { Mode, Days: Days ?? (Years === undefined ? undefined : Years * 365) };
}
