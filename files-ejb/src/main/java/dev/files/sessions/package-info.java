/**
 * Operators in their browsers, who traded the admin token for something that can be taken away
 * again: {@link dev.files.sessions.Sessions}. A session is good on every front, and ends with the
 * token that it was opened with.
 */
package dev.files.sessions;
