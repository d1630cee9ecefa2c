/**
 * Settings of a server: environment variables, read once, parsed into types, refused with a clear
 * message.
 */
package dev.files.protocol.config;
