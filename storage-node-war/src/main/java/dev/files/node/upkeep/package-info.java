/**
 * Drives the store's workers (compaction, scrub) in the background: one small step at a time, no
 * faster than a throttle allows, and slower while clients are being served. Start with {@link
 * dev.files.node.upkeep.UpkeepLoop}.
 */
package dev.files.node.upkeep;
