/**
 * What every endpoint of the front shares: reading the request target as the client wrote it,
 * choosing a representation, bodies as channels, and errors as problem details (RFC 9457). Nothing
 * here knows what a file is. Start with {@link dev.files.web.http.RequestTarget} and {@link
 * dev.files.http.ProblemAnswer}.
 */
package dev.files.web.http;
