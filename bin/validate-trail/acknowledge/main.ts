import { createHash } from 'node:crypto';
import { AcknowledgementBucket } from '../../../lambda/aws/s3/acknowledgement-bucket';
import { findingName, type Finding } from '../../../lambda/core';
import { acknowledgementFormat } from '../../../lambda/records/acknowledgement';
import { reportFormat, type Report } from '../../../lambda/records/report';
import { escapeText } from '../escape';
import { CannotRun } from '../failure';
import type { Io } from '../io';
import type { Sink } from '../sink';
import { ACKNOWLEDGE_USAGE, readAcknowledgeOptions, type AcknowledgeOptions } from './options';

const DAY = 86_400_000;
/** The newest report is looked for from so long ago on. */
const RECENT = 40 * DAY;
const ENDED = /^chain-ended \d{12} [a-z0-9-]+ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Accepts findings by name: writes down who did and why, or shows what is open. Returns the exit status. */
export async function acknowledge(argv: readonly string[], io: Io, out: Sink): Promise<number> {
  const options = readAcknowledgeOptions(argv);
  if (options === undefined) {
    await out.write(ACKNOWLEDGE_USAGE);
  } else {
    const [, , , region] = options.trailArn.split(':');
    const bucket = new AcknowledgementBucket({ region }, options.evidenceBucket);
    try {
      await out.write(await acknowledgeIn(bucket, options, io.now()));
    } finally {
      await bucket.close();
    }
  }
  await out.flush();
  return 0;
}

async function acknowledgeIn(bucket: AcknowledgementBucket, options: AcknowledgeOptions, now: number): Promise<string> {
  const trailName = options.trailArn.slice(options.trailArn.lastIndexOf('/') + 1);
  const open = openFindings(await newestReport(bucket, trailName, now));
  if (options.names.length + options.groups.length === 0) return listOf([...open.keys()]);
  const names = [
    ...options.names.map((name) => known(name, open)),
    ...options.groups.flatMap((group) => all(group, open)),
  ];
  const content = {
    names,
    who: options.who,
    why: options.why,
    time: new Date(now).toISOString(),
    caller: await bucket.caller(),
  };
  const folder = `${trailName}/acknowledgements/`;
  const text = acknowledgementFormat.stringify(content, folder);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  await bucket.putNew(`${folder}${content.time}-${hash}.json`, text);
  return `${names.map((name) => `acknowledged\t${escapeText(name)}`).join('\n')}\nthe next run takes it in\n`;
}

async function newestReport(bucket: AcknowledgementBucket, trailName: string, now: number): Promise<Report> {
  const prefix = `${trailName}/reports/`;
  const day = new Date(now - RECENT).toISOString().slice(0, 10).replaceAll('-', '/');
  const last = await bucket.last(prefix, `${prefix}${day}`, '.json');
  if (last === undefined) {
    throw new CannotRun(`there is no report of ${trailName}`, 'check --trail-arn and --evidence-bucket');
  }
  try {
    return reportFormat.parse(last.text, last.key);
  } catch (error) {
    throw new CannotRun((error as Error).message, 'use the command of the version that is deployed');
  }
}

/** What the newest report holds open, by name. */
function openFindings({ checkpoints, groups }: Report): Map<string, Finding> {
  const kept = checkpoints.flatMap(({ checkpoint }) => checkpoint.openItems.map(({ finding }) => finding));
  const told = groups.map(({ example }) => example);
  const open = [...kept, ...told].filter(({ severity }) => severity !== 'NOTICE');
  return new Map(open.map((finding) => [findingName(finding), finding]));
}

function known(name: string, open: ReadonlyMap<string, Finding>): string {
  if (open.has(name) || ENDED.test(name)) return name;
  throw new CannotRun(
    `nothing of this name is open: ${escapeText(name)}`,
    'without --name the command shows what is open',
  );
}

function all(group: string, open: ReadonlyMap<string, Finding>): string[] {
  const names = [...open.entries()].flatMap(([name, { code, accountId = '*', region = '*' }]) =>
    group === `${code} ${accountId} ${region}` ? [name] : [],
  );
  if (names.length > 0) return names;
  throw new CannotRun(`nothing is open of ${escapeText(group)}`, 'write a group as "CODE ACCOUNT REGION"');
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'nothing is open\n' : names.map((name) => `open\t${escapeText(name)}\n`).join('');
}
