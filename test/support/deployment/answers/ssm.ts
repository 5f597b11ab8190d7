import { named } from '../find';
import type { World } from '../world';
import type { Answers } from '.';

export function ssmAnswers(world: World): Answers {
  let polls = 0;
  return {
    'ssm:DescribeDocument': (asked) => {
      const { Properties } = named(world, 'AWS::SSM::Document', 'Name', asked.input.Name, asked);
      return { Document: { Name: Properties.Name, DefaultVersion: '1', LatestVersion: '1' } };
    },
    'ssm:GetDocument': (asked) => {
      const { Properties } = named(world, 'AWS::SSM::Document', 'Name', asked.input.Name, asked);
      return { Name: Properties.Name, DocumentVersion: '1', Content: JSON.stringify(Properties.Content, undefined, 2) };
    },
    'ssm:StartAutomationExecution': () => ({ AutomationExecutionId: 'execution-1' }),
    'ssm:GetAutomationExecution': () => {
      polls += 1;
      const steps = [{ StepName: 'ReadTrail', StepStatus: 'Success' }];
      const status = polls < 3 ? 'InProgress' : 'Success';
      return { AutomationExecution: { AutomationExecutionStatus: status, StepExecutions: steps } };
    },
  };
}
