import { connectToAws } from '../../../lambda/aws';
import { Limiter, ownersOf, REQUESTS_AT_ONCE } from '../../../lambda/core';
import type { Options } from '../options';
import { awsSettings } from './aws-settings';
import type { RunClients } from './run-clients';

/** Opens the store to AWS. Calls that no bucket and no digest decides go to the home Region of the trail. */
export async function openAws(options: Options): Promise<RunClients> {
  const { trail, concurrency = REQUESTS_AT_ONCE, access, formerLocations } = options;
  const settings = await awsSettings(access);
  const aws = connectToAws({ ...settings, region: trail.homeRegion, requestsAtOnce: concurrency });
  const limiter = new Limiter(concurrency);
  const { trailClient, organizationClient } = aws;
  const close = () => aws.close();
  return {
    store: aws.store(limiter, ownersOf(formerLocations)),
    limiter,
    trailClient,
    organizationClient,
    caller: () => aws.caller(),
    close,
  };
}
