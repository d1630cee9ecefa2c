/**
 * Whether this front can do its work: database, broker, enough active nodes. Asked by load
 * balancers through {@link dev.files.health.FrontHealth} and by MicroProfile Health.
 */
package dev.files.health;
