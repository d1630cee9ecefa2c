/**
 * What happens in the cluster, for people who watch it. Nothing is reported from where it happens:
 * while somebody watches, this front compares every other second how all stands with how it stood
 * before ({@link dev.files.events.Changes}), and so sees what any front, node or operator did.
 * Start with {@link dev.files.events.Events}.
 */
package dev.files.events;
