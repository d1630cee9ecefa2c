/**
 * The settings of a front as one typed record, made once from the environment, and its secrets,
 * given or made at the first start. {@link dev.files.settings.FrontSettings} is where to look.
 */
package dev.files.settings;
