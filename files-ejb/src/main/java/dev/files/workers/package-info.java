/**
 * Maintenance in one shape. A {@link dev.files.workers.Chore} does one small bounded step at a
 * time; a {@link dev.files.workers.Worker} runs it, remembers state, progress and the last error,
 * and rests as the one {@link dev.files.workers.Throttle} says. Timers on every front drive the
 * workers; that two fronts never do the same is up to the rows a chore claims. Operators pause them
 * and set their pace for all servers by {@link dev.files.workers.WorkerControl}.
 */
package dev.files.workers;
