/**
 * The program behind {@code ./files}: a whole cluster on one machine, every server a process of its
 * own. Nothing here stays resident: what was started lies in {@code DIR/cluster.json}, each process
 * with its pid and the instant it began, so that any later call finds the servers again and never
 * takes a stranger for one. Start reading at {@link dev.files.launcher.Cluster}.
 */
package dev.files.launcher;
