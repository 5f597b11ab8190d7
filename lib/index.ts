export * from './data-events';
export * from './log-archive';
export * from './organization-trail';
export * from './trail-identity';
export * from './cis-control';
export * from './extra-filter';
export * from './log-filter';
