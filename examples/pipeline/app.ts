import {
  App,
  Stack,
  Stage,
  aws_codepipeline as codepipeline,
  aws_iam as iam,
  aws_s3 as s3,
  pipelines,
} from 'aws-cdk-lib';
import { OrganizationTrailStacks, TrailIdentity, TrailPrincipals } from 'cdk-organization-trail';

const app = new App();
const tools = new Stack(app, 'TrailPipeline', { env: { account: '333333333333', region: 'us-east-1' } });

// Of a fixed name, so that the guardrail can name it.
const deployer = new iam.Role(tools, 'Deployer', {
  roleName: 'trail-pipeline',
  assumedBy: new iam.ServicePrincipal('codepipeline.amazonaws.com'),
});

const source = pipelines.CodePipelineSource.s3(
  s3.Bucket.fromBucketName(tools, 'Source', 'example-source'),
  'trail.zip',
);
const pipeline = new pipelines.CodePipeline(tools, 'Pipeline', {
  pipelineType: codepipeline.PipelineType.V2,
  crossAccountKeys: true,
  role: deployer,
  synth: new pipelines.ShellStep('Synth', { input: source, commands: ['npm ci', 'npx cdk synth'] }),
});

const stage = new Stage(app, 'Production');

new OrganizationTrailStacks(stage, 'OrganizationTrail', {
  trail: TrailIdentity.organization({
    organizationId: 'o-exampleorgid',
    managementAccountId: '111111111111',
    logArchiveAccountId: '222222222222',
    homeRegion: 'us-east-1',
    principals: new TrailPrincipals({ deployerRoleArns: ['arn:aws:iam::333333333333:role/trail-pipeline'] }),
  }),
  alarmEmails: ['security@example.com'],
  guardrailTargetIds: ['r-abcd'],
});

pipeline.addStage(stage);
