package dev.perdure.session.screen;

/**
 * One cell of the grid as its readers see it.
 *
 * @param text the grapheme cluster; empty for a cell that was never written or was erased, and for the second half of
 *     a wide character
 * @param width 2 for a wide character, 0 for its second half, 1 otherwise
 */
public record Cell(String text, int width, Style style) {}
