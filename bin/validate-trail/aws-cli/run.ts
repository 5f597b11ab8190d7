import { Limiter, type Store } from '../../../lambda/core';
import { escapeText } from '../escape';
import type { Sink } from '../sink';
import { StatusLines } from '../status-lines';
import { displayTime } from '../times';
import type { LogEntry } from './digest';
import { hashFirstMember } from './gzip';
import type { Scope } from './listing';
import { Fatal, allBytes, readObject } from './failure';
import { Summary } from './summary';
import { Walk, type Step } from './walk';

/** How many digests' log files are read before their turn to be told comes. */
const DIGESTS_AHEAD = 8;

type LogVerdict = 'valid' | `INVALID: ${string}`;

/** A step with its log files under way. */
type Begun = Step & { readonly logs: readonly { entry: LogEntry; verdict: Promise<LogVerdict> }[] };

export interface AwsCliRun {
  readonly store: Store;
  readonly scope: Scope;
  readonly bucket: string;
  readonly trailArn: string;
  readonly verbose: boolean;
  readonly concurrency: number;
}

/** Validates as `aws cloudtrail validate-logs` of awscli 1.45.11 does, in its words; returns its exit status. */
export async function runAwsCli(run: AwsCliRun, out: Sink, err: Sink): Promise<number> {
  const { scope, trailArn } = run;
  const lines = new StatusLines(out, err);
  const summary = new Summary(scope.start, scope.end);
  const window = `between ${displayTime(scope.start)} and ${displayTime(scope.end)}`;
  await out.write(`Validating log files for trail ${trailArn} ${window}\n\n`);
  for await (const step of begun(run)) {
    await tellStep(step, summary, lines, run.verbose);
    if (step.kind === 'valid' && step.digest.logFiles === undefined) throw new Error("'logFiles'");
    for (const { entry, verdict } of step.logs) {
      await tellLog(entry, await verdict, summary, lines, run.verbose);
    }
  }
  await lines.end();
  await out.write(summary.text());
  return summary.exitStatus();
}

async function tellStep(step: Step, summary: Summary, lines: StatusLines, verbose: boolean): Promise<void> {
  const prefix = step.backfill ? '(backfill) ' : '';
  if (step.kind === 'gap') {
    const range = `between ${displayTime(step.from)} and ${displayTime(step.to)}`;
    await lines.alarm(`${prefix}No log files were delivered by CloudTrail ${range}`);
    return;
  }
  summary.digest(step);
  if (step.kind === 'invalid') {
    await lines.alarm(`${prefix}Digest file\t${escapeText(step.place)}\tINVALID: ${escapeText(step.reason)}`);
  } else if (verbose) {
    await lines.valid(`${prefix}Digest file\t${escapeText(`s3://${step.digest.bucket}/${step.digest.key}`)}\tvalid`);
  }
}

async function tellLog(
  { s3Bucket, s3Object }: LogEntry,
  verdict: LogVerdict,
  summary: Summary,
  lines: StatusLines,
  verbose: boolean,
): Promise<void> {
  const line = `Log file\t${escapeText(`s3://${s3Bucket}/${s3Object}`)}\t${verdict}`;
  summary.log(verdict === 'valid');
  if (verdict !== 'valid') await lines.alarm(line);
  else if (verbose) await lines.valid(line);
}

/** The steps of the walk in order, each with its log files being read while those before it are told. */
async function* begun({ store, scope, bucket, concurrency }: AwsCliRun): AsyncGenerator<Begun> {
  const limiter = new Limiter(concurrency);
  const steps = new Walk(store, scope, bucket).steps();
  const take = async (): Promise<Begun | undefined> => {
    const { value, done } = await steps.next();
    if (done) return undefined;
    const entries = (value.kind === 'valid' && value.digest.logFiles) || [];
    return { ...value, logs: entries.map((entry) => ({ entry, verdict: begin(limiter, store, entry) })) };
  };
  const queue = Array.from({ length: DIGESTS_AHEAD }, () => quiet(take()));
  for (let step = await queue.shift(); step !== undefined; step = await queue.shift()) {
    queue.push(quiet(take()));
    yield step;
  }
}

function begin(limiter: Limiter, store: Store, entry: LogEntry): Promise<LogVerdict> {
  return quiet(limiter.run(() => checkLog(store, entry)));
}

async function checkLog(store: Store, { s3Bucket, s3Object, hashValue }: LogEntry): Promise<LogVerdict> {
  try {
    const object = await readObject(store, s3Bucket, s3Object);
    if (object === undefined) return 'INVALID: not found';
    const hash = await hashFirstMember(await allBytes(object.body));
    return hash === hashValue ? 'valid' : "INVALID: hash value doesn't match";
  } catch (error) {
    if (error instanceof Fatal) throw error;
    return 'INVALID: invalid format';
  }
}

/** Its failure is told when its turn comes, and not before. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
