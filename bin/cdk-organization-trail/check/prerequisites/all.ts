import type { Check } from '../gap';
import type { Target } from '../target';
import { bootstrapChecks } from './bootstrap';
import { configChecks } from './config';
import { dataLakeChecks } from './data-lake';
import { guardrailChecks } from './guardrail';
import { lambdaChecks } from './lambda';
import { organizationChecks } from './organization';
import { trailChecks } from './trails';

/** Every check that the target needs, in the order in which to mend them. */
export function checksOf(target: Target): Check[] {
  return [
    ...organizationChecks(target),
    ...guardrailChecks(target),
    ...trailChecks(target),
    ...configChecks(target),
    ...lambdaChecks(target),
    ...bootstrapChecks(target),
    ...dataLakeChecks(target),
  ];
}
