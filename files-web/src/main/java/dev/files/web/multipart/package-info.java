/**
 * Reads {@code multipart/form-data} (RFC 7578, RFC 2046) as a stream: nothing is spooled, and the
 * bytes of a part go from the socket into the reader's own buffer, where the boundary is searched
 * in place. Everything but the content of a file has a bound. Start with {@link
 * dev.files.web.multipart.MultipartBody}.
 */
package dev.files.web.multipart;
