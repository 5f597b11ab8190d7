import { ENVIRONMENT, EVIDENCE, METRICS } from '../../../../lib/shared/contract';
import { isReportKey } from '../../../../lambda/records/evidence-keys';
import { CallFailure } from '../aws/failure';
import type { Plan } from '../plan/deployment';
import { couldNotCheck, defineCheck, failed, ok, type Context, type Verdict } from './check';
import { grouped, onEverything } from './grants';
import { datapointsOf, type Metric } from './metrics';
import { deployedName, resourceSubjects, type ResourceSubject } from './resource-subjects';
import { ago, DAY, HOUR, isoTime } from './times';

/** The validator runs every hour, and may take one. */
const LIMIT = 3 * HOUR;

/** The functions for this trail: those of digest validation, and the one that reports alarms. */
function functions(plan: Plan): ResourceSubject[] {
  return resourceSubjects(
    'AWS::Lambda::Function',
    'FunctionName',
  )(plan).filter(
    (subject) =>
      variable(subject, ENVIRONMENT.trailArn) === plan.trail.arn &&
      variable(subject, ENVIRONMENT.evidenceBucket) !== undefined,
  );
}

function variable({ resource }: ResourceSubject, name: string): unknown {
  const { Environment } = resource.properties as { Environment?: { Variables?: Record<string, unknown> } };
  return Environment?.Variables?.[name];
}

/** Those of digest validation. */
function validators(plan: Plan): ResourceSubject[] {
  return functions(plan).filter((subject) => variable(subject, ENVIRONMENT.evidenceBucket) !== undefined);
}

/** The validation of the trail: where its functions are. */
function validation(plan: Plan): ResourceSubject[] {
  return validators(plan)
    .slice(0, 1)
    .map((subject) => ({ ...subject, name: plan.trail.name }));
}

const ofRuns = (name: string, statistic: Metric['statistic'], trail: string): Metric => ({
  ...{ namespace: METRICS.namespace, name, statistic, dimension: [METRICS.dimension, trail] },
});

const onMetrics = (plan: Plan) => onEverything(validators(plan));

type MetricContext = Context<'getMetricData'>;

/** What a metric had in the time after which it is wrong that it has nothing. */
function lately(subject: ResourceSubject, metric: Metric, end: number, { pages }: MetricContext) {
  return datapointsOf(subject, metric, { start: end - LIMIT, end, period: 300 }, pages);
}

/** Nothing yet: in order for a while after the deployment, and wrong from then on. */
async function nothingYet(
  subject: ResourceSubject,
  what: string,
  { deployed, now }: Pick<Context, 'deployed' | 'now'>,
): Promise<Verdict> {
  const { createdAt } = await deployed(subject.resource.stack);
  if (now() - createdAt < LIMIT)
    return couldNotCheck(
      `${what}, and the stack is younger than that`,
      `run it again after ${isoTime(new Date(createdAt + LIMIT))}`,
    );
  const log = `/aws/lambda/${String(subject.resource.properties.FunctionName)}`;
  return failed(what, `look at its alarms and its log: aws logs tail --region ${subject.region} ${log} --since 1d`);
}

export const VALIDATOR_RUNS = defineCheck({
  id: 'validator-runs',
  question: 'Did a validation of the digests succeed lately?',
  calls: { getMetricData: onMetrics },
  subjects: validation,
  async ask(subject: ResourceSubject, context: MetricContext) {
    const end = context.now();
    const metric = ofRuns(METRICS.success, 'Sum', subject.name);
    const points = (await lately(subject, metric, end, context)).filter(({ value }) => value > 0);
    const last = points.at(-1);
    if (last === undefined) return nothingYet(subject, 'none succeeded in three hours', context);
    return ok(`the last one ${ago(last.time, end)}`);
  },
});

export const VALIDATOR_FINDINGS = defineCheck({
  id: 'validator-findings',
  question: 'Did the last validation find everything verified?',
  calls: { getMetricData: onMetrics },
  subjects: validation,
  async ask(subject: ResourceSubject, context: MetricContext) {
    const end = context.now();
    const lastOf = async (name: string) =>
      (await lately(subject, ofRuns(name, 'Maximum', subject.name), end, context)).at(-1)?.value;
    const [tampered, unverified] = await Promise.all([lastOf(METRICS.tampered), lastOf(METRICS.unverified)]);
    if (tampered === undefined || unverified === undefined)
      return nothingYet(subject, 'no result in three hours', context);
    if (tampered + unverified === 0) return ok('everything that is due');
    return failed(
      `${tampered} objects tampered with, ${unverified} items not verified`,
      'read the newest report, and the section of each finding in the runbook',
    );
  },
});

export const FUNCTION_ERRORS = defineCheck({
  id: 'function-errors',
  question: 'Did the functions of the validator and of the reporter of alarms run without errors for a day?',
  calls: { getMetricData: (plan) => onEverything(functions(plan)) },
  subjects: functions,
  async ask(subject: ResourceSubject, { now, pages, deployed }: MetricContext) {
    const name = await deployedName(subject, { deployed });
    const end = now();
    const window = { start: end - DAY, end, period: 3600 };
    const metric: Metric = {
      ...{ namespace: 'AWS/Lambda', name: 'Errors', statistic: 'Sum', dimension: ['FunctionName', name] },
    };
    const errors = (await datapointsOf(subject, metric, window, pages)).filter(({ value }) => value > 0);
    const count = errors.reduce((sum, { value }) => sum + value, 0);
    if (count === 0) return ok('none');
    const command = `aws logs tail --region ${subject.region} /aws/lambda/${name} --since 1d`;
    return failed(`${count} errors, the last ${ago(errors.at(-1)!.time, end)}`, command);
  },
});

type ReportContext = Context<'listObjects' | 'getObjectRetention'>;

interface ReportSubject extends ResourceSubject {
  readonly bucket: string;
}

function reports(plan: Plan): ReportSubject[] {
  return validation(plan).flatMap(({ name, ...subject }) => {
    const bucket = variable({ name, ...subject }, ENVIRONMENT.evidenceBucket);
    return typeof bucket === 'string' ? [{ ...subject, name: bucket, bucket }] : [];
  });
}

const onReports = (suffix: string) => (plan: Plan) =>
  grouped(
    reports(plan).map(({ accountId, bucket }) => [accountId, `arn:${plan.trail.partition}:s3:::${bucket}${suffix}`]),
  );

export const VALIDATOR_REPORT = defineCheck({
  id: 'validator-report',
  question: 'Is the newest report of the validator fresh, and does Object Lock protect it?',
  calls: { listObjects: onReports(''), getObjectRetention: onReports('/*') },
  subjects: reports,
  async ask(subject: ReportSubject, context: ReportContext) {
    const newest = await newestReport(subject, context);
    const remedy = 'look at the alarms of the validator, EvidenceTooOld first';
    if (newest === undefined) return nothingYet(subject, 'there is no report in two days', context);
    const { key, time } = newest;
    const age = `${key}, stored ${ago(time, context.now())}`;
    if (context.now() - time > LIMIT) return failed(age, remedy);
    const until = await lockedUntil(subject, key, context);
    if (until === undefined) return failed(`${age}, has no retention`, 'look at the default retention of the bucket');
    return ok(`${age}, locked until ${isoTime(until)}`);
  },
});

async function newestReport(subject: ReportSubject, { plan, now, pages }: ReportContext) {
  for (const day of [now(), now() - DAY]) {
    const date = new Date(day).toISOString().slice(0, 10).replaceAll('-', '/');
    const Prefix = `${plan.trail.name}/${EVIDENCE.reports}/${date}/`;
    const found = await pages('listObjects', subject, { Bucket: subject.bucket, Prefix });
    const files = found
      .flatMap(({ Contents = [] }) => Contents)
      .map(({ Key = '', LastModified }) => ({ key: Key, time: LastModified?.getTime() ?? 0 }))
      .filter(({ key }) => isReportKey(key));
    const [newest] = files.sort((one, other) => other.time - one.time);
    if (newest !== undefined) return newest;
  }
  return undefined;
}

async function lockedUntil(subject: ReportSubject, Key: string, { read }: ReportContext) {
  try {
    const { Retention } = await read('getObjectRetention', subject, { Bucket: subject.bucket, Key });
    return Retention?.RetainUntilDate;
  } catch (error) {
    if (error instanceof CallFailure && error.message.includes('NoSuchObjectLockConfiguration')) return undefined;
    throw error;
  }
}
