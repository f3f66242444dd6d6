package dev.perdure.session.screen;

/**
 * Receives the terminal's answers to a program's questions (device attributes, cursor position, …). Whether they reach
 * the program is the receiver's choice: a client's terminal may have answered already.
 */
@FunctionalInterface
public interface Replies {

    /** Drops every answer. */
    Replies NONE = bytes -> {};

    /** One whole answer, as the program would read it. */
    void reply(byte[] bytes);
}
