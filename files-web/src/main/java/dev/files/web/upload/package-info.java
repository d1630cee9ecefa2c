/**
 * Uploads over HTTP: a raw body and a form, both thin adapters on {@link dev.files.upload.Uploads}.
 * They are servlets, because bytes go from the socket into the domain's buffers without a framework
 * between them. Start with {@link dev.files.web.upload.UploadServlet}.
 */
package dev.files.web.upload;
