/**
 * The bodies of the calls between servers, as records that a JSON binding maps by component name.
 * Parsing into types (ids, URLs, bounds) is the receiver's: these hold what came over the wire.
 */
package dev.files.protocol.messages;
