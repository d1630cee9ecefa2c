/**
 * Plans: copies that move on purpose, to empty a node or to fill all of them evenly. {@link
 * dev.files.plans.PlanControl} is what operators have of them; {@link dev.files.plans.Balance}
 * decides how much each node is to give or to take. The copies themselves are moved by {@code
 * dev.files.replication}, which hears of a running plan through {@link
 * dev.files.plans.RunningRebalance}. Everything is in the database, so a plan goes on over the
 * death of the front that began it.
 */
package dev.files.plans;
