/**
 * The door of a server: what a connection meets before any servlet. It is shut until the
 * application is there and again before the application goes, because the server underneath answers
 * 404 for whatever it does not know yet or any more, and a client takes that for "deleted". And it
 * refuses, as problems, requests that are too large to be looked at. Start reading at {@link
 * dev.files.http.door.DoorHandler}.
 */
package dev.files.http.door;
