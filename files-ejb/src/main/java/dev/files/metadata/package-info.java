/**
 * What the database knows: files, contents, chunks, replicas and the leases of writes in progress.
 * The rest of the domain speaks to it in records; entities stay inside. Start with {@link
 * dev.files.metadata.UploadLedger} for the way in and {@link dev.files.metadata.ContentMap} for the
 * way out.
 */
package dev.files.metadata;
