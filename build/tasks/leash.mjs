// Loaded into a program started by a task: ends the program when the task's process dies, however it dies.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
