/**
 * What people see: the upload page, the page of a file, and the page of a file that is not there.
 * The pages are files of the WAR; names of files are hostile and escaped. Start with {@link
 * dev.files.web.page.Pages}.
 */
package dev.files.web.page;
