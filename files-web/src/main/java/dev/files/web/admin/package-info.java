/**
 * What operators ask and order, under {@code /admin}, with the admin token. Start with {@link
 * dev.files.web.admin.AdminResource}.
 */
package dev.files.web.admin;
