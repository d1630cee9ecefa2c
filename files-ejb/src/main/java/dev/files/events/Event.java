package dev.files.events;

import java.time.Instant;

/**
 * Something that happened.
 *
 * @param number of the event on this front since its start, from 1
 * @param since it was not so yet then; long before {@code at} when nobody watched meanwhile
 * @param at it was so then
 */
public record Event(long number, Instant since, Instant at, Change change) {}
