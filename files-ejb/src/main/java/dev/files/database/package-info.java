/**
 * Plain SQL on the metadata database: {@link dev.files.database.Database} runs a piece of work on a
 * connection, in one statement or one short transaction, again when PostgreSQL asks for it, and
 * turns its errors into ours. {@link dev.files.database.Sql} binds and reads the types of the
 * domain. Nothing here keeps a connection while bytes move.
 */
package dev.files.database;
