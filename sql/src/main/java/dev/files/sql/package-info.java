/**
 * The schema of the metadata database. The migrations under {@code db/migration} are its one
 * source; {@link dev.files.sql.Migrations} brings a database up to them before a front starts, and
 * is also a program for a database of one's own. Fronts only validate what they find.
 */
package dev.files.sql;
