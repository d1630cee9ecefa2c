/**
 * A file as others see it: its metadata as JSON, its page for people, and the calls that make,
 * change and delete one. Start with {@link dev.files.web.file.FileResource}.
 */
package dev.files.web.file;
