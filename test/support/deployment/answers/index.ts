import type { Asked } from '../requests';
import type { World } from '../world';
import { cloudFormationAnswers } from './cloudformation';
import { cloudTrailAnswers } from './cloudtrail';
import { configAnswers } from './config';
import { identityAnswers } from './identity';
import { monitoringAnswers } from './monitoring';
import { patternAnswers } from './patterns';
import { s3Answers } from './s3';
import { securityHubAnswers } from './security-hub';
import { snsAnswers } from './sns';
import { ssmAnswers } from './ssm';

/** The answer to a request. */
export type Answer = (asked: Asked) => object | Promise<object>;

/** Answers by operation. */
export type Answers = Readonly<Record<string, Answer>>;

/** How AWS answers where everything is in order. */
export function answers(world: World): Answers {
  return {
    ...cloudFormationAnswers(world),
    ...cloudTrailAnswers(world),
    ...configAnswers(world),
    ...identityAnswers(world),
    ...monitoringAnswers(world),
    ...patternAnswers(world),
    ...s3Answers(world),
    ...securityHubAnswers(world),
    ...snsAnswers(world),
    ...ssmAnswers(world),
  };
}
