/**
 * What a front knows of itself and of the cluster in numbers, for meters: {@link
 * dev.files.figures.FrontFigures}. What has to be asked of the database is counted no further than
 * tells that it is much, and seldom, however often somebody asks.
 */
package dev.files.figures;
