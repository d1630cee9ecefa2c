/** {@code /keys}: API keys, for operators. */
package dev.files.web.keys;
