import { RULES } from '../../../lib/shared/rules';
import type { Arguments } from '../../shared/arguments';
import { CannotRun, rejected } from '../../shared/failure';
import type { CredentialOptions } from './aws/accounts';
import { CHECKS } from './checks/table';
import type { VerifyOption } from './option-table';
import type { Plan } from './plan/deployment';

export type VerifyArguments = Arguments<VerifyOption>;

/** The checks that the options choose. */
export function chosenChecks(given: VerifyArguments) {
  const [only, without] = [given.all('check'), given.all('skip')];
  const ids = CHECKS.map(({ id }) => id);
  const unknown = [...only, ...without].find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    const what = only.includes(unknown) ? '--check' : '--skip';
    throw rejected({ what, given: unknown, allowed: ids.join(', '), todo: 'see docs/verify.md for what each asks' });
  }
  return CHECKS.filter(({ id }) => (only.length === 0 || only.includes(id)) && !without.includes(id));
}

/** By whose credentials each account is asked. An account is its number, `management` or `log-archive`. */
export function credentialsFor(given: VerifyArguments, plan: Plan): CredentialOptions {
  const profiles = new Map<string, string>();
  let profile: string | undefined;
  for (const value of given.all('profile')) {
    const { account, rest } = splitAccount(value, plan);
    if (account !== undefined) profiles.set(account, rest);
    else if (profile === undefined) profile = rest;
    else
      throw new CannotRun(`--profile ${profile} and --profile ${rest} are both for all accounts`, 'name the account');
  }
  return { profile, profiles, roles: new Map(given.all('role').map((value) => roleOf(value, plan))) };
}

function roleOf(value: string, plan: Plan): [accountId: string, roleArn: string] {
  const { account, rest } = splitAccount(value, plan);
  const owner = /^arn:[\w-]+:iam::(\d{12}):role\/.+$/.exec(rest)?.[1];
  if (owner !== undefined && (account ?? owner) === owner) return [owner, rest];
  const allowed = account === undefined ? 'the ARN of a role' : `the ARN of a role of account ${account}`;
  throw rejected({ what: '--role', given: value, allowed, todo: 'copy it from "aws iam get-role --query Role.Arn"' });
}

/** Splits `ACCOUNT=` from what follows it. A value without it may hold equals signs of its own. */
function splitAccount(value: string, plan: Plan): { account?: string; rest: string } {
  const [, name, rest = value] = /^(management|log-archive|\d{12})=(.+)$/.exec(value) ?? [];
  if (name === 'management') return { account: plan.trail.accountId, rest };
  if (name === 'log-archive') return { account: plan.logArchiveAccountId, rest };
  if (name === undefined || RULES.accountId.pattern.test(name)) return { ...(name && { account: name }), rest };
  return { rest: value };
}
