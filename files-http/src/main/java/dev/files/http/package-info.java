/**
 * The HTTP edge that front and node have in common. Nothing here knows what a file or a chunk is.
 */
package dev.files.http;
