package dev.perdure.store.sqlite;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What SQLite's result codes (sqlite.org/rescode.html) mean for people. */
final class Failures {
    private final Path file;

    Failures(Path file) {
        this.file = file;
    }

    /** The failure of a read. One that meets damage says nothing of others, which may read other parts of the file. */
    PerdureException ofRead(SQLException e) {
        return isDamage(e) ? new PerdureException(ErrorCode.STORE_DAMAGED, explain(e), e) : unavailable(e);
    }

    /** The failure of a whole transaction. */
    StoreUnavailableException unavailable(SQLException e) {
        return new StoreUnavailableException(explain(e), e);
    }

    /** The refusal of what one append contains, which would be refused again. */
    PerdureException refused(SQLException e) {
        return new PerdureException(
                ErrorCode.INTERNAL, "An append to " + file + " contradicts what is stored: " + e.getMessage(), e);
    }

    /** Whether the failure lies in the data of one statement, so that other appends of the transaction may go on. */
    static boolean isOfItsOwnMaking(SQLException e) {
        return switch (primary(e)) {
            case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE -> true;
            default -> false;
        };
    }

    /** Whether SQLite found the file's structure broken. */
    static boolean isDamage(SQLException e) {
        return switch (primary(e)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
            default -> false;
        };
    }

    /** Whether the disk is full. */
    static boolean isOfSpace(SQLException e) {
        return primary(e) == SQLiteErrorCode.SQLITE_FULL;
    }

    private String explain(SQLException e) {
        return switch (primary(e)) {
            case SQLITE_FULL -> "The disk that holds " + file + " is full. Free space; work goes on by itself.";
            case SQLITE_READONLY, SQLITE_PERM ->
                file + " is read-only. Make it and its directory writable for this user; work goes on by itself.";
            case SQLITE_CANTOPEN ->
                file + " can't be opened. Check that its directory exists and that this user may read and write it.";
            case SQLITE_IOERR ->
                "Reading or writing " + file + " failed (" + e.getMessage()
                        + "). Check the disk and its free space; work goes on by itself when it answers again.";
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                file + " is damaged or not a store (" + e.getMessage()
                        + "). Stop what uses it and keep a copy. `perdure doctor --rebuild` makes again what follows from the"
                        + " events. If that can't read it either, restore a backup, or have what can be read copied into a new"
                        + " file by `perdure doctor --salvage`, which keeps this one.";
            case SQLITE_BUSY, SQLITE_LOCKED ->
                file + " is held by another program. Close what has it open; work goes on by itself.";
            default -> "The store " + file + " failed: " + e.getMessage();
        };
    }

    /** The code without its extension, which is in the upper bits. */
    private static SQLiteErrorCode primary(SQLException e) {
        return SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
    }
}
