/**
 * What servers and load balancers ask of a front: the pings of nodes, who is active, and whether
 * this front can serve.
 */
package dev.files.web.nodes;
