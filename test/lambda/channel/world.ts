// The bundled reader of the other account in a process of its own, hour by hour, over the accounts of the synthesized app.
import { NOTHING_READ } from '../../../lib/shared/contract';
import { LAYOUTS } from '../../app/layouts';
import { synthesize, type SynthesizedApp } from '../../support/deployment/app';
import { deployedAccounts, type DeployedRegion } from '../../support/run-time/deployed-account';
import { channelsStandIn } from '../../support/run-time/channels';
import { LambdaProcess, type Answer } from '../../support/run-time/lambda-process';
import { awsJsonService, serve } from '../../support/stand-ins';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2026, 2, 2, 8);
export const MANAGEMENT = '111111111111';
export const ARCHIVE = '222222222222';
export const TWO_REGIONS = LAYOUTS['a home Region other than us-east-1'];

/** The input of the schedule of an account, and the variables of its function. */
export function readerIn(app: SynthesizedApp, accountId: string) {
  const resources = app.stacks
    .filter((stack) => stack.accountId === accountId)
    .flatMap((stack) => Object.values(stack.resources));
  const named = (type: string, property: string, end: string) =>
    resources.find(({ Type, Properties }) => Type === type && String(Properties[property]).endsWith(end))!.Properties;
  const { Target } = named('AWS::Scheduler::Schedule', 'Name', '-channel-reader') as { Target: { Input: string } };
  const { Environment } = named('AWS::Lambda::Function', 'FunctionName', '-channel-reader') as {
    Environment: { Variables: Record<string, string> };
  };
  return { input: JSON.parse(Target.Input) as Input, variables: Environment.Variables };
}

interface Named {
  readonly name: string;
}

export interface Input {
  readonly places: {
    readonly accountId: string;
    readonly region: string;
    readonly topics: object[];
    readonly rules: Named[];
    readonly alarms: Named[];
  }[];
}

/** Of rules and alarms those alone that tests change: a reading of all asks some hundred times. */
const SOME =
  /-(AlertRuleTampering|KeyTampering|heartbeat|received-calls)$|AlertRuleTampering-undelivered$|OtherAccountSilent$/;

function small({ places }: Input): Input {
  const some = ({ name }: Named) => SOME.test(name);
  return {
    places: places.map((place) => ({ ...place, rules: place.rules.filter(some), alarms: place.alarms.filter(some) })),
  };
}

let synthesized: SynthesizedApp | undefined;

export type ChannelWorld = Awaited<ReturnType<typeof openChannelWorld>>;

/** The account that is read by the other. */
export async function openChannelWorld(accountId: string) {
  const configuration = TWO_REGIONS;
  const app = (synthesized ??= synthesize(configuration));
  const accounts = { read: deployedAccounts(app.stacks, accountId) };
  const channels = channelsStandIn();
  const parameter = { value: NOTHING_READ, isGone: false };
  const { input: whole, variables } = readerIn(app, accountId === ARCHIVE ? MANAGEMENT : ARCHIVE);
  const input = small(whole);
  // As with AWS, both have one time: answers of another day would be taken for a wrong clock, and asked for again.
  let time = START;
  const services = await serve({
    now: () => time,
    services: [
      awsJsonService('AmazonSSM.', {
        GetParameter: () => ({ Parameter: { Value: parameter.value } }),
        PutParameter: ({ Value, Overwrite }) => {
          if (Overwrite === true) parameter.value = String(Value);
          return {};
        },
      }),
      (request, count) => accounts.read.service(request, count),
      ...channels.services,
    ],
  });
  const functions = new LambdaProcess({
    AWS_REGION: configuration.homeRegion,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: services.endpoint,
    ...variables,
  });
  const read = (now: number, event: object = input): Promise<Answer> => {
    time = now;
    return functions.invoke({ asset: 'channel', handler: 'handler', event, now });
  };
  return {
    ...{ services, whole, input, channels, parameter, read, accounts },
    region: (name: string): DeployedRegion => accounts.read.regions.find(({ region }) => region === name)!,
    asked: () => accounts.read.asked,
    /** A reading each hour, and what people got since. */
    hours: async (from: number, count: number) => {
      channels.reset();
      for (let hour = 0; hour < count; hour++) {
        const { error } = await read(from + hour * HOUR);
        if (error !== undefined) throw new Error(error.message);
      }
      return channels.received.messages;
    },
    reset: () => {
      accounts.read = deployedAccounts(app.stacks, accountId);
      channels.reset();
      parameter.value = NOTHING_READ;
    },
    close: async () => {
      await functions.kill();
      await services.close();
    },
  };
}
