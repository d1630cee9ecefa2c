package dev.files.settings;

/** Names this server in claims and leases, for people who look at the tables. */
public record ServerName(String text) {}
