/** The settings of a front as one typed record, made once from the environment. */
package dev.files.settings;
