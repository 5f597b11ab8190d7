// The steps of an Automation document (schema version 0.3), as far as this library uses them.

export interface Step {
  readonly name: string;
  readonly action: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs?: { readonly Name: string; readonly Selector: string; readonly Type: OutputType }[];
  readonly onFailure?: string;
  readonly isCritical?: boolean;
  readonly nextStep?: string;
  readonly isEnd?: boolean;
  readonly timeoutSeconds?: number;
}

export type OutputType = 'String' | 'Boolean';

/** What a step reads out of the response to its call. */
export interface Output {
  readonly name: string;
  readonly selector: string;
  readonly type: OutputType;
}

export type Condition = Record<string, unknown>;

/** Calls an operation of CloudTrail, or of another service. */
export function executeApi(
  api: string,
  inputs: Record<string, unknown>,
  service = 'cloudtrail',
): Pick<Step, 'action' | 'inputs'> {
  return { action: 'aws:executeAwsApi', inputs: { Service: service, Api: api, ...inputs } };
}

/** A step that reads. Where it fails the run goes on elsewhere, and is reported as failed when it ends. */
export function readingStep(
  name: string,
  onFailure: string,
  call: Pick<Step, 'action' | 'inputs'>,
  outputs: readonly Output[],
): Step {
  return {
    name,
    ...call,
    outputs: outputs.map((output) => ({ Name: output.name, Selector: output.selector, Type: output.type })),
    onFailure: `step:${onFailure}`,
    isCritical: true,
  };
}

/** A step that does nothing but stand in the history of the run. */
export function marker(name: string): Step {
  return { name, action: 'aws:sleep', inputs: { Duration: 'PT1S' } };
}

export function isTrue(variable: string): Condition {
  return { Variable: `{{ ${variable} }}`, BooleanEquals: true };
}

/** An output that the response does not have is not replaced: the reference to it stays as it is written. */
export function absent(variable: string): Condition {
  const Variable = `{{ ${variable} }}`;
  return {
    Or: [
      { Variable, StringEquals: '' },
      { Variable, Contains: variable },
    ],
  };
}

export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 1 ? conditions[0] : { And: conditions };
}
