/**
 * nginx as the server to compare with: its configuration, and its process. It takes PUT by WebDAV
 * into a directory (one copy, not forced) and answers GET with sendfile.
 *
 * <p>Start with {@link dev.files.bench.nginx.NginxServer}.
 */
package dev.files.bench.nginx;
