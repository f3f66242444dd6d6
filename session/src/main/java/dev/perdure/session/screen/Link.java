package dev.perdure.session.screen;

/**
 * A hyperlink of OSC 8: the address and the author's {@code id}, empty when there is none. Two links without an id and
 * with the same address count as one.
 */
public record Link(String id, String uri) {}
