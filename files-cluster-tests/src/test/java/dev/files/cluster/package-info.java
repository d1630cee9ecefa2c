/**
 * Tests of whole clusters through HTTP: real WildFly servers, PostgreSQL, Artemis, disks and
 * sockets, started by the launcher that users start. Start with {@link dev.files.cluster.Cluster};
 * tests that only read and write share one ({@link dev.files.cluster.SharedCluster}), those that
 * break things have their own.
 */
package dev.files.cluster;
