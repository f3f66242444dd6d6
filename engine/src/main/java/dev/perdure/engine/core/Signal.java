package dev.perdure.engine.core;

/**
 * A signal that came and was not awaited yet.
 *
 * @param seq the task's event that brought it
 * @param name its name
 * @param payload what it carries
 */
public record Signal(long seq, String name, Payload payload) {}
