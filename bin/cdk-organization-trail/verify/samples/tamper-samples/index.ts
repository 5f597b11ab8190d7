// For each alert on calls, calls that raise it, one for each form that the API accepts, and calls about something else.
import { ACCOUNTS_SAMPLES } from './accounts';
import { ALERTING_SAMPLES } from './alerting';
import { ARCHIVE_SAMPLES } from './archive';
import { DETECTION_SAMPLES } from './detection';
import { QUESTION_SAMPLES } from './questions';
import type { SamplesByAlert } from './sample';
import { TRAIL_SAMPLES } from './trail';
import { VALIDATION_SAMPLES } from './validation';

export { STACK, TRAIL_KEY, type TamperSamples } from './sample';

export const TAMPER_SAMPLES: SamplesByAlert = {
  ...TRAIL_SAMPLES,
  ...ARCHIVE_SAMPLES,
  ...ALERTING_SAMPLES,
  ...VALIDATION_SAMPLES,
  ...QUESTION_SAMPLES,
  ...ACCOUNTS_SAMPLES,
  ...DETECTION_SAMPLES,
};
