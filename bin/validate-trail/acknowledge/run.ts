import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { readFailureFor, remedyFor, toAwsError } from '../../../lambda/aws/errors';
import { AcknowledgementBucket } from '../../../lambda/aws/s3/acknowledgement-bucket';
import { escapeText } from '../../../lambda/core/format/escape';
import type { OpenItem } from '../../../lambda/core';
import { DAY } from '../../../lambda/core/format/time';
import { acknowledgementFormat, type Acknowledgement } from '../../../lambda/records/acknowledgement';
import { listInside, readList } from '../../../lambda/records/checkpoint-list';
import { isReportKey } from '../../../lambda/records/evidence-keys';
import { reportFormat, type Report } from '../../../lambda/records/report';
import type { Arguments } from '../../shared/arguments';
import type { Outcome } from '../../shared/exit-status';
import { CannotRun } from '../../shared/failure';
import type { Io } from '../../shared/io';
import { showRequests } from '../../shared/requests-shown';
import { WholeReport, type Forms } from '../../shared/whole-report';
import { awsSettings } from '../source/aws-settings';
import { cannotReach } from '../source/unreachable';
import { openFindings, selectedFindings, type OpenFindings } from './open-findings';
import type { AcknowledgeOption } from './option-table';
import { readAcknowledgeOptions, type AcknowledgeOptions } from './options';

const SCHEMA_VERSION = 1;
/** The newest report is no older than this. */
const NEWEST_WITHIN = 40 * DAY;
const DENIED = 'use a role that may acknowledge findings, and check the name of the bucket';

/** Shows what is open, or writes down which findings a person acknowledges, and why. */
export async function acknowledge(given: Arguments<AcknowledgeOption>, io: Io): Promise<Outcome> {
  const options = readAcknowledgeOptions(given);
  if (options.access.debug) showRequests(io);
  const report = await WholeReport.open(given, io);
  const settings = await awsSettings(options.access);
  const bucket = new AcknowledgementBucket({ ...settings, region: options.trail.homeRegion }, options.evidenceBucket);
  try {
    await report.write(await showOrAcknowledge(bucket, options, io.now()));
  } finally {
    await bucket.close();
  }
  return 'passed';
}

async function showOrAcknowledge(bucket: AcknowledgementBucket, options: AcknowledgeOptions, now: number) {
  const { trail, person } = options;
  const open = await openNow(bucket, trail.name, now);
  if (person === undefined) return formsOf('open', [...open.keys()], 'nothing is open\n');
  const findings = selectedFindings(options, open);
  await write(bucket, trail.name, { findings, ...person, time: new Date(now).toISOString() });
  const names = findings.map(({ name }) => name);
  return formsOf('acknowledged', names, 'the next scheduled run applies it\n');
}

/** What the newest report holds open. */
async function openNow(bucket: AcknowledgementBucket, trailName: string, now: number): Promise<OpenFindings> {
  const prefix = `${trailName}/reports/`;
  const day = new Date(now - NEWEST_WITHIN).toISOString().slice(0, 10).replaceAll('-', '/');
  const last = await reach('the evidence bucket', bucket.last(prefix, `${prefix}${day}`, isReportKey));
  if (last === undefined)
    throw new CannotRun(`there is no report of ${trailName}`, 'check --trail-arn and --evidence-bucket');
  try {
    const report = reportFormat.parse(last.text, last.key);
    const list = listInside(last.text, last.key) ?? (await listBeside(bucket, report));
    const items: OpenItem[] = [];
    for await (const { checkpoint } of list.checkpoints()) items.push(...checkpoint.openItems);
    return openFindings(report, items);
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun((error as Error).message, 'use the command of the version that is deployed');
  }
}

async function listBeside(bucket: AcknowledgementBucket, { checkpoints }: Report) {
  const link = checkpoints ?? { key: '', sha256: '', count: 0 };
  const body = await reach('the list of checkpoints', bucket.read(link.key));
  if (createHash('sha256').update(body).digest('hex') !== link.sha256)
    throw new CannotRun(`${link.key} is not the list that the report names`, 'wait for the next run, which reports it');
  return readList(() => Readable.from([body]), link);
}

async function write(
  bucket: AcknowledgementBucket,
  trailName: string,
  acknowledgement: Omit<Acknowledgement, 'caller'>,
): Promise<void> {
  const caller = await reach('the identity that is signed in', bucket.caller());
  const folder = `${trailName}/acknowledgements/`;
  const text = acknowledgementFormat.stringify({ ...acknowledgement, caller }, folder);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const key = `${folder}${acknowledgement.time}-${hash}.json`;
  await reach('the evidence bucket', bucket.putNew(key, text));
}

/** What AWS answers, or why the command can't go on. */
function reach<T>(what: string, call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    const answer = toAwsError(error);
    const failure = readFailureFor(remedyFor(answer), answer);
    throw cannotReach(what, failure, failure.failure === 'denied' ? DENIED : undefined);
  });
}

function formsOf(state: 'open' | 'acknowledged', names: readonly string[], note: string): Forms {
  const lines = names.map((name) => `${state}\t${escapeText(name)}\n`).join('');
  return {
    text: state === 'open' && names.length > 0 ? lines : `${lines}${note}`,
    json: { schemaVersion: SCHEMA_VERSION, [state]: names },
  };
}
