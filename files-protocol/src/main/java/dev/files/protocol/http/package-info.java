/**
 * The parts of HTTP that more than one of our servers speaks: byte ranges, Content-Disposition,
 * digest headers. Plain values; each class names its section of the RFC.
 */
package dev.files.protocol.http;
