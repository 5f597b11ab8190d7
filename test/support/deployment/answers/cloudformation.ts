import type { World } from '../world';
import { stackNamed } from '../find';
import type { Answers } from '.';

export function cloudFormationAnswers(world: World): Answers {
  const polls = new Map<unknown, number>();
  return {
    'cloudformation:DescribeStacks': (asked) => {
      const { name } = stackNamed(world, asked.input.StackName, asked);
      return {
        Stacks: [
          {
            ...{ StackName: name, StackStatus: 'UPDATE_COMPLETE', EnableTerminationProtection: true },
            CreationTime: new Date(world.now() - 30 * 86_400_000),
          },
        ],
      };
    },
    // Two pages, so that paging is shown everywhere.
    'cloudformation:ListStackResources': (asked) => {
      const { physicalIds, resources } = stackNamed(world, asked.input.StackName, asked);
      const all = Object.entries(physicalIds).map(([LogicalResourceId, PhysicalResourceId]) => ({
        ...{ LogicalResourceId, PhysicalResourceId, ResourceType: resources[LogicalResourceId].Type },
      }));
      const half = Math.ceil(all.length / 2);
      return asked.input.NextToken === undefined
        ? { StackResourceSummaries: all.slice(0, half), NextToken: 'more' }
        : { StackResourceSummaries: all.slice(half) };
    },
    'cloudformation:GetTemplate': (asked) => ({
      TemplateBody: JSON.stringify(stackNamed(world, asked.input.StackName, asked).template),
    }),
    'cloudformation:DetectStackDrift': ({ input }) => ({
      StackDriftDetectionId: `drift of ${String(input.StackName)}`,
    }),
    'cloudformation:DescribeStackDriftDetectionStatus': ({ input: { StackDriftDetectionId } }) => {
      const count = (polls.get(StackDriftDetectionId) ?? 0) + 1;
      polls.set(StackDriftDetectionId, count);
      return { StackDriftDetectionId, DetectionStatus: count < 3 ? 'DETECTION_IN_PROGRESS' : 'DETECTION_COMPLETE' };
    },
    'cloudformation:DescribeStackResourceDrifts': (asked) => {
      const { resources } = stackNamed(world, asked.input.StackName, asked);
      return {
        StackResourceDrifts: Object.entries(resources).map(([LogicalResourceId, { Type: ResourceType }]) => ({
          ...{ LogicalResourceId, ResourceType, StackResourceDriftStatus: 'IN_SYNC' },
          // The reader of the other account writes into its parameter.
          ...(ResourceType === 'AWS::SSM::Parameter' && {
            ...{ StackResourceDriftStatus: 'MODIFIED', PropertyDifferences: [{ PropertyPath: '/Value' }] },
          }),
        })),
      };
    },
  };
}
