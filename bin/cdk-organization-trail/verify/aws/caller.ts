import type { Clients } from '../../../../lambda/aws/clients';
import { Limiter } from '../../../../lambda/core/flow/limiter';
import type { Place } from '../plan/assembly';
import type { Accounts } from './accounts';
import { CALLS, type CallName, type Input, type Output } from './calls';
import { CallFailure, toCallFailure } from './failure';

/** Calls the APIs of AWS. */
export interface Caller {
  /** Gives one answer, or the first page of one. */
  call<Name extends CallName>(name: Name, place: Place, input: Input<Name>): Promise<Output<Name>>;
  /** Gives all pages of an answer. */
  pages<Name extends CallName>(name: Name, place: Place, input: Input<Name>): Promise<Output<Name>[]>;
}

/** A row of the table, as far as it is used here. */
interface SdkRow<Name extends CallName> {
  readonly client: new (config: object) => {
    send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
    destroy(): void;
  };
  readonly command: new (input: Input<Name>) => object;
}

/** Enough for what the library deploys, and few enough for the quotas of APIs that are rarely called. */
const CALLS_AT_ONCE = 8;
/** The most milliseconds that a call takes, all its attempts included. */
const TIME_LIMIT = 120_000;
const MOST_PAGES = 100;

/** Calls AWS by the SDK. */
export class SdkCaller implements Caller {
  private readonly limiter = new Limiter(CALLS_AT_ONCE);

  public constructor(
    private readonly clientsOf: (accountId: string) => Promise<Clients>,
    private readonly interrupted: AbortSignal,
  ) {}

  /** One whose calls go out by the credentials of each account. */
  public static of(accounts: Accounts, interrupted: AbortSignal): SdkCaller {
    return new SdkCaller((accountId) => accounts.clientsOf(accountId), interrupted);
  }

  /** One whose calls in an account are all denied; undefined where no role can be assumed there. */
  public static denied(accounts: Accounts, accountId: string, interrupted: AbortSignal): SdkCaller | undefined {
    if (!accounts.assumesRoleIn(accountId)) return undefined;
    return new SdkCaller(() => accounts.deniedClientsOf(accountId), interrupted);
  }

  public call<Name extends CallName>(name: Name, place: Place, input: Input<Name>): Promise<Output<Name>> {
    return this.limiter.run(() => this.send(name, place, input));
  }

  public async pages<Name extends CallName>(name: Name, place: Place, input: Input<Name>): Promise<Output<Name>[]> {
    const [inputToken = '', outputToken = ''] = (CALLS[name].page ?? []) as readonly string[];
    const pages: Output<Name>[] = [];
    let next: Input<Name> | undefined = input;
    while (next !== undefined) {
      if (pages.length === MOST_PAGES) throw tooLong(name);
      const page: Output<Name> = await this.call(name, place, next);
      pages.push(page);
      const token = (page as Record<string, unknown>)[outputToken];
      next = token === undefined || token === '' ? undefined : { ...input, [inputToken]: token };
    }
    return pages;
  }

  private async send<Name extends CallName>(name: Name, place: Place, input: Input<Name>): Promise<Output<Name>> {
    const { client: Client, command: Command } = CALLS[name] as unknown as SdkRow<Name>;
    const clients = await this.clientsOf(place.accountId);
    const client = clients.client(Client, place.region);
    const abortSignal = AbortSignal.any([this.interrupted, AbortSignal.timeout(TIME_LIMIT)]);
    try {
      return (await client.send(new Command(input), { abortSignal })) as Output<Name>;
    } catch (error) {
      throw toCallFailure(error, name, place);
    }
  }
}

function tooLong(name: CallName): CallFailure {
  const message = `${CALLS[name].actions[0]} gave more than ${MOST_PAGES} pages`;
  return new CallFailure('unavailable', message, 'look yourself: there is more than this check reads');
}
