// HTTP/2 is never asked for, and Node's part for it takes a tenth of the time before a run's first request.
module.exports = () => {
  throw new Error('HTTP/2 is not part of this bundle');
};
