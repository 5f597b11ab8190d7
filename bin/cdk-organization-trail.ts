#!/usr/bin/env node
import { CDK_ORGANIZATION_TRAIL } from './cdk-organization-trail/program';
import { runAsProcess } from './shared/process';

runAsProcess(CDK_ORGANIZATION_TRAIL);

// Without an export, the bundler takes the file for CommonJS, and keeps all of every library.
export {};
