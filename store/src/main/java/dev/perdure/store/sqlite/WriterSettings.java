package dev.perdure.store.sqlite;

import java.util.List;

/**
 * How the connection that writes is set. Measurements set the connections of their floors by the same lists, so that both do the same
 * work.
 *
 * <p>Pages of 8 KiB: a third more rows a second than with 4 KiB at 64 events a commit, since fewer pages are written; larger ones gain
 * nothing more and cost a lone append.
 */
public final class WriterSettings {
    /** The size of a page of a new file, bytes. */
    public static final int PAGE_BYTES = 8192;

    /** The length of the write-ahead log, in pages, from which on it is folded into the database: 16 MiB. */
    static final int PAGES_BEFORE_FOLDING = 2_000;

    /** The statements, in the order in which they are to be run on a new connection. */
    public static final List<String> PRAGMAS = List.of(
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA cache_size = -32768",
            "PRAGMA wal_autocheckpoint = " + PAGES_BEFORE_FOLDING,
            "PRAGMA journal_size_limit = 67108864");

    private WriterSettings() {}
}
