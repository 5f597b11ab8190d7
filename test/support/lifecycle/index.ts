// A model of CloudFormation, of the tools that drive it and of what stands in their way, for the synthesized templates.
//
// A World holds what exists: resources with their names, the stacks that they belong to, which buckets are filled, the
// versions of documents. cloudformation.ts creates, rolls back, updates and deletes stacks in it, resource by resource,
// in the order of their dependencies. A resource can't be made where its name is taken (types.ts), nor changed or deleted
// where the execution role is denied a call (handlers.ts, rights.ts, by every resource policy, service control policy and
// resource control policy that exists at that moment) or where protection or objects are in the way (obstacles.ts). Which
// property replaces a resource, and what identifies it, is read from CloudFormation's registry (registry.ts). tools.ts
// knows what the CDK's command line and CDK Pipelines do around it: retries, imports, termination protection, the chain
// of roles. procedures.ts holds the steps that somebody takes by hand, as the documents say. scenarios.ts, first-deployment.ts and moves.ts are the lives that a deployment leads; they note each step and
// each fault in a Report. mutations.ts makes one thing wrong, or right, in a copy of a template.
//
// Where nothing public says what AWS does, the worse answer is taken; the row says so (source.ts). Not modelled: the time
// that things take, quotas, eventual consistency, and what a service refuses for reasons other than rights and names.
export * from './cloudformation';
export * from './first-deployment';
export * from './moves';
export * from './mutations';
export * from './procedures';
export * from './report';
export * from './scenarios';
export * from './simulate';
export * from './stack-spec';
export * from './tools';
export * from './world';
