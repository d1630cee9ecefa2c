/**
 * The front over HTTP. Bytes go through servlets ({@code upload}, {@code download}), everything
 * else through Jakarta REST, mapped to the root so that also an unknown path gets a problem of ours
 * and never a page of the server. Start with {@link dev.files.web.FrontApplication}.
 */
package dev.files.web;
