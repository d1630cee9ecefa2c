/**
 * Loads: so many clients send so many requests, and each run becomes one {@link
 * dev.files.bench.load.RunResult}. Bodies are random, differ from upload to upload and can be made
 * again, so that a download is compared byte for byte without keeping what was uploaded.
 *
 * <p>Start with {@link dev.files.bench.load.LoadRunner}.
 */
package dev.files.bench.load;
