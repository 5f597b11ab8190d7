export * from './definition';
export * from './interpreter';
export * from './states-error';
