// The names of the IPC channels, known to the main process and the preload script.

/** One channel for each direction of each verb. */
export const channels = {
  request: 'casper:request',
  attach: 'casper:attach',
  detach: 'casper:detach',
  update: 'casper:update',
} as const
