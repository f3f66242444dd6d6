package dev.perdure.session.record;

import dev.perdure.session.anchor.Exit;
import dev.perdure.session.pty.TerminalSize;
import java.time.Instant;

/** Something in a session's record, with its time. */
public sealed interface RecordedEvent {
    Instant time();

    /** Output of the program, beginning at an offset. */
    @SuppressWarnings("ArrayRecordComponent") // Shown or written, never compared.
    record Output(Instant time, long offset, byte[] bytes) implements RecordedEvent {}

    /** The terminal got another size. */
    record Resized(Instant time, TerminalSize size) implements RecordedEvent {}

    /** An operator typed. */
    @SuppressWarnings("ArrayRecordComponent")
    record Input(Instant time, String operator, byte[] bytes) implements RecordedEvent {}

    /** Output that isn't kept: {@code bytes} of it. */
    record Gap(Instant time, long bytes) implements RecordedEvent {}

    /** The session ended; always the last. */
    record Ended(Instant time, Exit exit) implements RecordedEvent {}
}
