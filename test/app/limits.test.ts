// Every template is within what CloudFormation takes, with room for what users add.
import { LAYOUT_WITH_ALL, LAYOUTS, stacksOf, templatesOf } from './layouts';

/** Bytes of a template that is uploaded, and resources in it. */
const LIMITS = { bytes: 1_048_576, resources: 500 };

const NAMES = Object.entries({ ...LAYOUTS, 'with all': LAYOUT_WITH_ALL }).flatMap(([layout, configuration]) =>
  [...stacksOf(configuration).keys()].map((stack) => ({ layout, configuration, stack })),
);

test.each(NAMES)('$layout: $stack', ({ configuration, stack }) => {
  const template = templatesOf(configuration).get(stack)!.toJSON() as { Resources: object };
  // As the CDK writes it.
  expect(JSON.stringify(template, undefined, 1).length).toBeLessThan(0.9 * LIMITS.bytes);
  expect(Object.keys(template.Resources).length).toBeLessThan(0.9 * LIMITS.resources);
});
