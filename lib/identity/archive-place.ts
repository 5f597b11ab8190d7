import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { TrailIdentity } from './trail-identity';
import { Problems } from '../shared/problems';

/** What is wrong with the account and Region of a stack that belongs to the log archive. */
export function checkArchivePlace(scope: Construct, trail: TrailIdentity): Problems {
  const { account, region } = Stack.of(scope);
  return new Problems()
    .unless(Token.isUnresolved(trail.logArchiveAccountId) || account === trail.logArchiveAccountId, {
      what: 'the account of the stack',
      given: account,
      allowed: `the log archive account ${trail.logArchiveAccountId}`,
      todo: 'change env.account of the stack, or logArchiveAccountId of the trail',
    })
    .unless(Token.isUnresolved(trail.homeRegion) || region === trail.homeRegion, {
      what: 'the Region of the stack',
      given: region,
      allowed: `the home Region ${trail.homeRegion}`,
      todo: 'change env.region of the stack, or homeRegion of the trail',
    });
}
