// A whole life of one layout, and the layouts of the app as they are deployed.
import type { AppProps } from 'aws-cdk-lib';
import type { AppConfiguration } from '../../../bin/app-configuration';
import { stacksOf } from '../../app/layouts';
import { failFirstDeployment } from './first-deployment';
import { Report } from './report';
import { deleteAndDeployAgain, deployTwice } from './scenarios';
import { stackSpecs, type StackSpec } from './stack-spec';
import { administratorOf, type Deployer } from './tools';
import { World } from './world';

const synthesized = new Map<string, readonly StackSpec[]>();

/** The stacks of the app; each configuration is synthesized once. */
export function specsOf(configuration: AppConfiguration, props: AppProps = {}): readonly StackSpec[] {
  const key = JSON.stringify([configuration, props]);
  const specs = synthesized.get(key) ?? stackSpecs(stacksOf(configuration, props));
  synthesized.set(key, specs);
  return specs;
}

export interface Life {
  readonly layout: string;
  readonly managementAccountId: string;
  readonly specs: readonly StackSpec[];
  readonly deployer?: Deployer;
}

export async function simulateLife({ layout, managementAccountId, specs, ...life }: Life): Promise<Report> {
  const report = new Report(layout);
  await failFirstDeployment(report, specs, new World(managementAccountId));
  await deleteAndDeployAgain(report, specs, new World(managementAccountId));
  await deployTwice(
    report,
    specs,
    new World(managementAccountId),
    life.deployer ?? administratorOf(managementAccountId),
  );
  return report;
}
