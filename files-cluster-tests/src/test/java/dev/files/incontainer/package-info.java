/**
 * Tests inside the server: the built archive, with the test class added, deployed to a managed
 * WildFly that joins a real cluster (database, broker, nodes) as one more front.
 */
package dev.files.incontainer;
