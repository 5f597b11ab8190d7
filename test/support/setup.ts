// The template validator built into newer aws-cdk-lib costs seconds and 300 MB in the first synthesis of each test
// file. test/app/compliance.slow.test.ts turns it on again.
process.env.CDK_VALIDATION = 'false';

// A tenth of the time of the tests goes into stack traces of constructs and annotations, which nothing here reads.
process.env.CDK_DISABLE_STACK_TRACE = 'true';
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });
