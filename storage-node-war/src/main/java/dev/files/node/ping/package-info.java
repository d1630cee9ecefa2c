/**
 * How a node makes itself known and learns of the others.
 *
 * <p>{@link dev.files.node.ping.PingLoop} tells a front every few seconds that the node is alive
 * and what it holds; {@link dev.files.node.ping.Fronts} turns to the next front when one fails;
 * {@link dev.files.node.ping.CopySources} says which URLs a copy may come from. {@link
 * dev.files.node.ping.NodeIdentity} is what stays the same when everything else about a node
 * changes.
 */
package dev.files.node.ping;
