import { CDK_ORGANIZATION_TRAIL } from './cdk-organization-trail/program';
import { runAsProcess } from './shared/process';

runAsProcess(CDK_ORGANIZATION_TRAIL);
