/**
 * Compares all that the database says with all that the nodes have, for operators who want to know
 * and not to believe. Nothing is changed and nothing is remembered: whoever asks goes page by page
 * and keeps the place, so a million chunks cost no memory and a front that restarts costs nothing.
 * Start with {@link dev.files.verification.Verification}.
 */
package dev.files.verification;
