import type { Program } from '../shared/command';
import { CHECK } from './check/command';
import { VERIFY } from './verify/command';

export const CDK_ORGANIZATION_TRAIL: Program = {
  name: 'cdk-organization-trail',
  summary: 'look after the organization trail that this library deploys',
  verbs: { check: CHECK, verify: VERIFY },
};
