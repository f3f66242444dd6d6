package dev.perdure.engine.core;

/**
 * A signal that was not what the handler awaits.
 *
 * @param signal the signal
 * @param reason why it was set aside
 */
public record SetAside(Signal signal, String reason) {}
