/**
 * One address before several fronts. Undertow's proxy passes requests on, as they come and without
 * keeping them; {@link dev.files.balancer.Fronts} asks each front for its health and tells the
 * proxy which ones there are. Start reading at {@link dev.files.balancer.BalancerEdge}.
 */
package dev.files.balancer;
