// Runs an Automation document (schema version 0.3) step by step, as far as the documents under test need it, and as the
// documentation and AWS's own documents describe it; it is not checked against AWS. What it does not know it refuses.
import { select } from './json-path';
import { omit } from './omit';

export interface AutomationStep {
  readonly name: string;
  readonly action: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs?: { readonly Name: string; readonly Selector: string; readonly Type: string }[];
  readonly onFailure?: string;
  readonly isCritical?: boolean;
  readonly nextStep?: string;
  readonly isEnd?: boolean;
}

export interface AutomationDocument {
  readonly schemaVersion: string;
  readonly parameters: Record<string, { readonly default?: string; readonly allowedValues?: string[] }>;
  readonly mainSteps: AutomationStep[];
}

/** An operation of an AWS service, called with the rights of the automation's role. Throws what AWS would answer. */
export type CallApi = (service: string, api: string, inputs: Record<string, unknown>) => Promise<unknown>;

export interface StepRecord {
  readonly name: string;
  readonly failure?: string;
}

export interface Run {
  readonly status: 'Success' | 'Failed';
  readonly steps: StepRecord[];
}

export const EXECUTION_ID = '00000000-0000-0000-0000-00000000000a';

type Variables = Record<string, unknown>;

export async function runAutomation(
  document: AutomationDocument,
  parameters: Record<string, string>,
  callApi: CallApi,
): Promise<Run> {
  assertWellFormed(document);
  const variables: Variables = { ...parameterValues(document, parameters), 'automation:EXECUTION_ID': EXECUTION_ID };
  const steps: StepRecord[] = [];
  let status: Run['status'] = 'Success';
  let next: string | undefined = document.mainSteps[0].name;
  while (next !== undefined) {
    const step = stepNamed(document, next);
    if (steps.some(({ name }) => name === step.name)) throw new Error(`the document loops at ${step.name}`);
    try {
      const chosen: string | undefined = await runStep(step, variables, callApi);
      steps.push({ name: step.name });
      next = step.isEnd ? undefined : (chosen ?? step.nextStep ?? following(document, step));
    } catch (error) {
      if (error instanceof NotUnderstood) throw error;
      steps.push({ name: step.name, failure: (error as Error).message });
      if (step.isCritical ?? step.onFailure !== 'Continue') status = 'Failed';
      next = step.isEnd ? undefined : afterFailure(document, step);
    }
  }
  return { status, steps };
}

class NotUnderstood extends Error {}

/** Does what the step says, notes its outputs, and answers with the step that a branch chose. */
async function runStep(step: AutomationStep, variables: Variables, callApi: CallApi): Promise<string | undefined> {
  const inputs = substitute(step.inputs, variables) as Record<string, unknown>;
  switch (step.action) {
    case 'aws:sleep':
      return undefined;
    case 'aws:branch':
      return branch(inputs);
    case 'aws:executeAwsApi': {
      const { Service, Api, ...rest } = inputs;
      noteOutputs(step, await callApi(String(Service), String(Api), rest), variables);
      return undefined;
    }
    // Waiting for a property is asserting it until it holds; the answers of a test do not change by waiting.
    case 'aws:assertAwsResourceProperty':
    case 'aws:waitForAwsResourceProperty': {
      const { Service, Api, PropertySelector, DesiredValues, ...rest } = inputs;
      const answer = await callApi(String(Service), String(Api), rest);
      assertProperty(select(answer, String(PropertySelector)), DesiredValues as string[]);
      return undefined;
    }
    default:
      throw new NotUnderstood(`the interpreter does not know ${step.action}`);
  }
}

function noteOutputs(step: AutomationStep, answer: unknown, variables: Variables): void {
  const types: Record<string, string> = { String: 'string', Boolean: 'boolean' };
  for (const { Name, Selector, Type } of step.outputs ?? []) {
    if (!(Type in types)) throw new NotUnderstood(`the interpreter does not know outputs of type ${Type}`);
    const value = select(answer, Selector);
    if (value === undefined) continue;
    if (typeof value !== types[Type]) throw new Error(`output ${Name} is not a ${Type}: ${JSON.stringify(value)}`);
    variables[`${step.name}.${Name}`] = value;
  }
}

/** Booleans are written as in Python. A path that may match several values gives a list: each must be desired. */
function assertProperty(found: unknown, desired: readonly string[]): void {
  const values = (Array.isArray(found) ? found : [found]).map((value) =>
    typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value),
  );
  if (values.length === 0 || !values.every((value) => desired.includes(value))) {
    throw new Error(`property is ${values.join(', ')}, desired ${desired.join(', ')}`);
  }
}

function branch({ Choices, Default }: Record<string, unknown>): string | undefined {
  const chosen = (Choices as Record<string, unknown>[]).find((choice) => holds(omit(choice, 'NextStep')));
  return (chosen?.NextStep ?? Default) as string | undefined;
}

const OPERATORS: Record<string, (value: unknown, operand: unknown) => boolean> = {
  StringEquals: (value, operand) => value === operand,
  Contains: (value, operand) => String(value).includes(String(operand)),
  BooleanEquals: (value, operand) => String(value).toLowerCase() === String(operand),
};

function holds(condition: Record<string, unknown>): boolean {
  const conditions = (key: string) => condition[key] as Record<string, unknown>[];
  if ('And' in condition) return conditions('And').every(holds);
  if ('Or' in condition) return conditions('Or').some(holds);
  if ('Not' in condition) return !holds(condition.Not as Record<string, unknown>);
  const { Variable, ...operator } = condition;
  const [[name, operand], ...others] = Object.entries(operator);
  if (others.length > 0 || !(name in OPERATORS)) {
    throw new NotUnderstood(`the interpreter does not know the condition ${JSON.stringify(condition)}`);
  }
  return OPERATORS[name](Variable, operand);
}

/**
 * Replaces references. One that stands alone keeps the type of its value. One to an output that is not there stays as
 * it is written: AWS's own documents rely on that, by branches that look for the reference in the value.
 */
function substitute(value: unknown, variables: Variables): unknown {
  if (Array.isArray(value)) return value.map((item) => substitute(item, variables));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, variables)]));
  }
  if (typeof value !== 'string') return value;
  const alone = /^\{\{\s*([\w:.]+)\s*\}\}$/.exec(value);
  if (alone) return variables[alone[1]] ?? value;
  return value.replace(/\{\{\s*([\w:.]+)\s*\}\}/g, (reference, name: string) => String(variables[name] ?? reference));
}

function parameterValues({ parameters }: AutomationDocument, given: Record<string, string>): Variables {
  for (const [name, value] of Object.entries(given)) {
    const allowed = parameters[name]?.allowedValues ?? [value];
    if (!(name in parameters) || !allowed.includes(value)) throw new Error(`no parameter ${name} with value ${value}`);
  }
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, given[name] ?? parameter.default]),
  );
}

function afterFailure(document: AutomationDocument, step: AutomationStep): string | undefined {
  const { onFailure = 'Abort' } = step;
  if (onFailure === 'Abort') return undefined;
  return onFailure === 'Continue' ? (step.nextStep ?? following(document, step)) : onFailure.replace('step:', '');
}

function following({ mainSteps }: AutomationDocument, step: AutomationStep): string | undefined {
  return mainSteps[mainSteps.indexOf(step) + 1]?.name;
}

function stepNamed({ mainSteps }: AutomationDocument, name: string): AutomationStep {
  const step = mainSteps.find((candidate) => candidate.name === name);
  if (step === undefined) throw new NotUnderstood(`the document has no step ${name}`);
  return step;
}

/** Every step that a step may lead to exists, also the ones that no test reaches. */
function assertWellFormed(document: AutomationDocument): void {
  if (document.schemaVersion !== '0.3') throw new NotUnderstood(`schema version ${document.schemaVersion}`);
  for (const step of document.mainSteps) {
    if (!/^\w+$/.test(step.name)) throw new NotUnderstood(`the step name ${step.name} is not allowed`);
    if (document.mainSteps.filter(({ name }) => name === step.name).length > 1) {
      throw new NotUnderstood(`two steps are called ${step.name}`);
    }
    const { Choices = [], Default } = step.inputs as { Choices?: { NextStep: string }[]; Default?: string };
    const onFailure = step.onFailure?.startsWith('step:') ? [step.onFailure.replace('step:', '')] : [];
    for (const target of [step.nextStep, Default, ...Choices.map(({ NextStep }) => NextStep), ...onFailure]) {
      if (target !== undefined) stepNamed(document, target);
    }
  }
}
