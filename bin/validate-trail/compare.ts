import { isReadFailure } from '../../lambda/core';
import { Fatal, toFatal } from './aws-cli/failure';
import { runAwsCli } from './aws-cli/run';
import { openAws, type RunClients } from './clients';
import { escapeText } from './escape';
import { CannotRun } from './failure';
import type { Io } from './io';
import type { Options } from './options';
import { Sink } from './sink';

/** As a shell says that a program was interrupted. */
const INTERRUPTED = 130;
const FAILED = 255;

/** Runs in place of the AWS CLI: its lines and its exit status. */
export async function compare(options: Options, io: Io, out: Sink): Promise<number> {
  const err = new Sink(io.stderr, 'standard error');
  const clients = openAws(options);
  try {
    const status = await Promise.race([run(options, clients, out, err), interruption(io.interrupted)]);
    if (status === INTERRUPTED) await out.write('\n');
    await Promise.all([out.flush(), err.flush()]);
    return status;
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    await err.write(`\n${escapeText(error instanceof Error ? error.message : String(error))}\n`);
    return FAILED;
  } finally {
    await clients.close();
  }
}

async function run(options: Options, clients: RunClients, out: Sink, err: Sink): Promise<number> {
  const { trail, start, end, verbose } = options;
  const { bucket, ...place } = await findTrail(options, clients);
  const { homeRegion, name: trailName } = trail;
  const accountId = options.accountId ?? trail.accountId;
  const scope = { ...place, accountId, region: options.region ?? homeRegion, homeRegion, trailName, start, end };
  return runAwsCli(
    { store: clients.store, scope, bucket, trailArn: trail.arn, verbose, concurrency: clients.limiter.limit },
    out,
    err,
  );
}

/** The AWS CLI asks for the trail only where it is not told the bucket. */
async function findTrail(options: Options, { trailClient, organizationClient }: RunClients) {
  const { bucket, prefix, organizationId, trail, accountId } = options;
  if (bucket !== undefined || trailClient === undefined || organizationClient === undefined)
    return { bucket: bucket ?? '', prefix, organizationId };
  const described = await trailClient.describeTrail(trail.arn);
  if (isReadFailure(described)) {
    if (described.failure === 'absent') throw new Fatal(`A trail could not be found for ${trail.arn}`);
    throw toFatal(described, 'DescribeTrails');
  }
  const place = { bucket: described.bucket, prefix: described.keyPrefix };
  if (!described.isOrganizationTrail) return { ...place, organizationId };
  if (accountId === undefined) {
    throw new Fatal("Missing required parameter for organization trail: '--account-id'");
  }
  if (organizationId !== undefined) return { ...place, organizationId };
  const organization = await organizationClient.organizationId();
  if (isReadFailure(organization)) throw toFatal(organization, 'DescribeOrganization');
  return { ...place, ...organization };
}

function interruption(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(INTERRUPTED);
    signal.addEventListener('abort', () => resolve(INTERRUPTED), { once: true });
  });
}
