/**
 * The way in: bytes from any protocol become chunks on nodes and then recorded files. It knows
 * nothing of HTTP; a form, a raw body and whatever comes later are thin adapters on {@link
 * dev.files.upload.Uploads}. Chunks of up to 8 MiB are held until the write quorum of nodes has
 * them, larger ones stream to all their nodes at once. Bytes are pushed in and nothing here waits
 * for a client; start with {@link dev.files.upload.Inflow} and {@link dev.files.upload.FileInflow}.
 */
package dev.files.upload;
