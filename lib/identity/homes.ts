// In which account and Region the stack of a construct must be.
import { Aws, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isSame, type Problems } from '../shared/problems';
import type { TrailIdentity } from './trail-identity';

/** Where constructs of one kind belong. */
export interface Home {
  /** The account by its role in the organization; undefined for either account of the trail. */
  readonly account?: 'management' | 'log archive';
  readonly accountTodo?: string;
  /** Only in the home Region of the trail. */
  readonly isHomeRegion?: true;
  readonly regionTodo?: string;
}

export const ANYWHERE: Home = {};

export const IN_MANAGEMENT_ACCOUNT: Home = {
  account: 'management',
  accountTodo: 'change env.account of the stack, or managementAccountId of the trail',
};

export const BESIDE_TRAIL: Home = {
  ...IN_MANAGEMENT_ACCOUNT,
  isHomeRegion: true,
  regionTodo: 'change env.region of the stack, or homeRegion of the trail',
};

export const BESIDE_ARCHIVE: Home = {
  ...BESIDE_TRAIL,
  account: 'log archive',
  accountTodo: 'change env.account of the stack, or logArchiveAccountId of the trail',
};

/** Notes a problem where a stack is somewhere else, or does not say where it is. */
export function checkHome(scope: Construct, problems: Problems, trail: TrailIdentity, home: Home): void {
  checkAccount(Stack.of(scope).account, problems, trail, home);
  checkRegion(Stack.of(scope).region, problems, trail, home);
}

function checkAccount(given: string, problems: Problems, trail: TrailIdentity, home: Home): void {
  const { managementAccountId, logArchiveAccountId } = trail;
  const ids = { management: managementAccountId, 'log archive': logArchiveAccountId };
  const wanted = home.account === undefined ? [managementAccountId, logArchiveAccountId] : [ids[home.account]];
  const allowed = home.account === undefined ? wanted.join(' or ') : `the ${home.account} account ${wanted[0]}`;
  const what = 'the account of the stack';
  if (given === Aws.ACCOUNT_ID && !wanted.some((id) => Token.isUnresolved(id))) {
    problems.add({ what, given: undefined, allowed, todo: 'give env.account to the stack: policies are made for it' });
  } else if (home.account !== undefined) {
    problems.unless(isSame(given, wanted[0]), { what, given, allowed, todo: home.accountTodo ?? '' });
  }
}

function checkRegion(given: string, problems: Problems, { homeRegion }: TrailIdentity, home: Home): void {
  const allowed = home.isHomeRegion ? `the home Region ${homeRegion}` : 'a Region such as us-east-1';
  const what = 'the Region of the stack';
  if (given === Aws.REGION && !Token.isUnresolved(homeRegion)) {
    problems.add({ what, given: undefined, allowed, todo: 'give env.region to the stack: names and policies hold it' });
  } else if (home.isHomeRegion) {
    problems.unless(isSame(given, homeRegion), { what, given, allowed, todo: home.regionTodo ?? '' });
  }
}
