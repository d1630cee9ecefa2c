/**
 * Downloads over HTTP: what a request asks for ({@link dev.files.web.download.DownloadPlan}, a
 * value) and the servlet that carries it out. A failure in mid-transfer breaks the connection: a
 * client never takes a short answer for a whole one.
 */
package dev.files.web.download;
