package dev.perdure.session.agent;

/**
 * A part of the recorded output as text.
 *
 * @param next the offset to read on from
 * @param skipped how many bytes before it aren't kept any more
 */
public record OutputText(String text, long next, long skipped) {}
