import type { TrailIdentity } from '../identity/trail-identity';
import type { ValidationNames } from '../identity/validation-names';
import type { FormerLogLocation } from './former-log-location';

/** What the functions work on, for their permissions and their environment. */
export interface ValidationContext {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
  readonly evidenceKeyArn: string;
  readonly validationKeyArn: string;
  readonly checkpointKeyArn: string;
  readonly signingKeyArn: string;
  readonly organizationsRoleArn?: string;
  readonly formerLocations: readonly FormerLogLocation[];
  readonly securityHub: boolean;
}
