export * from './data-events';
export * from './log-archive';
export * from './organization-trail';
export * from './trail-identity';
