// The role by which the other account reads what notifies people in this one. It can change nothing.
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ChannelNames } from '../../identity/channel-names';
import { namePrefixes } from '../../identity/names';
import { ReportNames } from '../../identity/report-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { createRole, type Permission } from '../../shared/permission';
import { alarmKeyAliasName } from '../topic-users';

export interface ReadRoleProps {
  readonly trail: TrailIdentity;
  /** The account that reads. */
  readonly otherAccountId: string;
}

/** The role that assumes it may be made later: a trust that names one that does not exist is rejected, a condition is not. */
export function addReadRole(scope: Construct, { trail, otherAccountId }: ReadRoleProps): iam.Role {
  const names = new ChannelNames(trail);
  return createRole(scope, 'ReadRole', {
    roleName: names.readRoleName(),
    description: `The account ${otherAccountId} reads by this role what notifies people of the trail ${trail.trailName}`,
    assumedBy: new iam.ArnPrincipal(`arn:${trail.partition}:iam::${otherAccountId}:root`).withConditions({
      ArnEquals: { 'aws:PrincipalArn': names.readerOf(otherAccountId).roleArn },
    }),
    permissions: readPermissions(trail, Stack.of(scope).account),
  });
}

const NAMED_AFTER_TRAIL = 'What this library makes is named after the trail';

function readPermissions(trail: TrailIdentity, account: string): Permission[] {
  const arn = (service: string, resource: string) => `arn:${trail.partition}:${service}:*:${account}:${resource}`;
  return [
    {
      sid: 'ReadTopics',
      actions: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes'],
      resources: [arn('sns', '*')],
      wildcard: 'The topic of a user has any name; what it reads is who is subscribed',
    },
    {
      sid: 'ReadKeys',
      actions: ['kms:DescribeKey', 'kms:GetKeyPolicy'],
      resources: [arn('kms', 'key/*')],
      conditions: {
        'ForAnyValue:StringEquals': {
          'kms:ResourceAliases': [alarmKeyAliasName(trail), new ReportNames(trail).keyAliasName],
        },
      },
      wildcard: 'The condition names the keys of topics by their aliases: their ids are made by AWS',
    },
    {
      sid: 'ReadRules',
      actions: ['events:DescribeRule', 'events:ListTargetsByRule'],
      resources: namePrefixes(trail).map((name) => arn('events', `rule/${name}*`)),
      wildcard: NAMED_AFTER_TRAIL,
    },
    {
      sid: 'ReadBuses',
      actions: ['events:DescribeEventBus'],
      resources: namePrefixes(trail).map((name) => arn('events', `event-bus/${name}*`)),
      wildcard: NAMED_AFTER_TRAIL,
    },
    {
      sid: 'ReadAlarms',
      actions: ['cloudwatch:DescribeAlarms'],
      resources: [arn('cloudwatch', 'alarm:*')],
      wildcard: 'CloudWatch knows no smaller set of alarms to describe',
    },
  ];
}
