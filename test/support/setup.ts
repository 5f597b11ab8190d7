// The template validator built into newer aws-cdk-lib costs seconds and 300 MB in the first synthesis of each test
// file. test/app/compliance.test.ts turns it on again.
process.env.CDK_VALIDATION = 'false';
