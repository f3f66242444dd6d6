package dev.perdure.store.sqlite;

import dev.perdure.api.StoreUnavailableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few platform threads that read, each with a connection of its own at a time. Callers wait for their answer; those beyond the
 * bound of the queue wait to get in.
 */
final class Readers implements AutoCloseable {
    private static final int THREADS = 3;
    private static final int MAX_WAITING = 1_024;

    private final Failures failures;
    private final OpenedFiles files;
    private final List<ReadConnection> connections = new ArrayList<>();
    private final BlockingQueue<ReadConnection> free = new ArrayBlockingQueue<>(THREADS);
    private final ThreadPoolExecutor threads;

    Readers(Database database, Failures failures, OpenedFiles files) {
        this.failures = failures;
        this.files = files;
        for (int i = 0; i < THREADS; i++) {
            connections.add(new ReadConnection(database));
        }
        free.addAll(connections);
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().name("perdure-store-reader-", 0).daemon().factory(),
                Readers::waitForRoom);
    }

    /** A query. */
    @FunctionalInterface
    interface Query<T> {
        T run(ReadConnection connection) throws SQLException;
    }

    /** The query's answer. */
    <T> T read(Query<T> query) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> answer(query, answer));
        } catch (RejectedExecutionException e) {
            throw new StoreUnavailableException("The store is closed. Open it again.", e);
        }
        return await(answer);
    }

    /** The answer, or its failure as it was thrown on the other thread. */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private <T> void answer(Query<T> query, CompletableFuture<T> answer) {
        ReadConnection connection = free.remove(); // there are as many as threads
        try {
            files.checkDatabase();
            answer.complete(query.run(connection));
        } catch (SQLException e) {
            close(connection, e);
            answer.completeExceptionally(failures.ofRead(e));
        } catch (RuntimeException | Error e) {
            close(connection, e);
            answer.completeExceptionally(e);
        } finally {
            free.add(connection);
        }
    }

    private static void close(ReadConnection connection, Throwable cause) {
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void waitForRoom(Runnable task, ThreadPoolExecutor threads) {
        boolean interrupted = false;
        boolean in = false;
        while (!in && !threads.isShutdown()) {
            try {
                in = threads.getQueue().offer(task, 100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!in || (threads.isShutdown() && threads.getQueue().remove(task))) {
            throw new RejectedExecutionException("closed");
        }
    }

    /** Answers what was asked, then closes. */
    @Override
    public void close() throws SQLException {
        threads.close();
        for (ReadConnection connection : connections) {
            connection.close();
        }
    }
}
