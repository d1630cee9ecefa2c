/**
 * Whether this front can do its work: database and enough active nodes; and whether it does it as
 * it should: the broker is there, and no message was given up. Asked by load balancers through
 * {@link dev.files.health.FrontHealth}.
 */
package dev.files.health;
