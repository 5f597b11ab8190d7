// Fills in payload templates: paths into the input and into the context object, and two intrinsic functions.
import { select } from '../automation/json-path';
import { NotUnderstood, type Template } from './definition';
import { StatesError } from './states-error';

/** What a template is filled in from. */
export interface Data {
  readonly input: unknown;
  readonly context: unknown;
}

export function fillIn(template: Template, data: Data): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(template).map(([field, value]) => {
      if (field.endsWith('.$')) return [field.slice(0, -2), evaluate(String(value), data)];
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [field, isObject ? fillIn(value as Template, data) : value];
    }),
  );
}

/** A path or an intrinsic function. A path that leads nowhere fails the state. */
export function evaluate(expression: string, data: Data): unknown {
  const call = /^States\.(?<name>\w+)\((?<list>.*)\)$/.exec(expression);
  if (call?.groups) {
    return intrinsic(
      call.groups.name,
      call.groups.list.split(/,\s*/).map((argument) => valueOf(argument, data)),
    );
  }
  const found = expression.startsWith('$$')
    ? select(data.context, expression.slice(1))
    : select(data.input, expression);
  if (found === undefined) {
    throw new StatesError('States.ParameterPathFailure', `${expression} is not in ${JSON.stringify(data.input)}`);
  }
  return found;
}

function valueOf(argument: string, data: Data): unknown {
  const text = /^'(?<text>[^']*)'$/.exec(argument)?.groups?.text;
  return text ?? evaluate(argument, data);
}

function intrinsic(name: string, values: readonly unknown[]): string {
  switch (name) {
    case 'Format': {
      const [template, ...others] = values;
      return others.reduce<string>((text, value) => text.replace('{}', String(value)), String(template));
    }
    case 'JsonToString':
      return JSON.stringify(values[0]);
    default:
      throw new NotUnderstood(`States.${name}`);
  }
}
