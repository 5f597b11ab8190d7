// Loaded before an example: puts each of its stacks to cdk-nag once it is synthesized, and writes what that finds.
const { writeFileSync } = require('node:fs');
const { Stack, Stage } = require('aws-cdk-lib');
const { AwsSolutionsChecks } = require('cdk-nag');

const { synth } = Stage.prototype;

Stage.prototype.synth = function (...args) {
  const assembly = synth.apply(this, args);
  if (this.parentStage === undefined) writeFileSync(process.env.FINDINGS_FILE, JSON.stringify(findingsIn(this)));
  return assembly;
};

function findingsIn(app) {
  const stacks = app.node.findAll().filter((construct) => Stack.isStack(construct));
  return stacks.flatMap((stack) =>
    new AwsSolutionsChecks().validateScope(stack).violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath, resourceLogicalId }) => ({
        stack: stack.stackName,
        finding: `${ruleName} ${constructPath ?? resourceLogicalId}`,
      })),
    ),
  );
}
