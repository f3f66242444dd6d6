package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StoreUnavailableException;
import dev.perdure.store.Append;
import dev.perdure.store.BlobRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The bound in front of the writer. */
final class WriteQueueTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(5);

    @Test
    void makesCallersWaitAtTheBoundAndLetsThemInWhenThereIsRoom() throws Exception {
        WriteQueue queue = new WriteQueue(3, 1 << 20, LONG);
        for (int i = 0; i < 3; i++) {
            queue.put(write(0));
        }
        Write fourth = write(0);
        Thread caller = Thread.ofVirtual().start(() -> queue.put(fourth));
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        assertThat(queue.size()).isEqualTo(3);
        List<Write> batch = new ArrayList<>();
        assertThat(queue.take(batch)).isTrue();
        assertThat(batch).hasSize(3);
        caller.join();
        batch.clear();
        assertThat(queue.take(batch)).isTrue();
        assertThat(batch).containsExactly(fourth);
    }

    @Test
    void neverLetsTheWritersOwnThreadWait() {
        WriteQueue queue = new WriteQueue(1, 1 << 20, LONG);
        queue.put(write(0));
        queue.putAtOnce(write(0));
        assertThat(queue.size()).isEqualTo(2);
        queue.close();
        Write.Addition late = write(0);
        queue.putAtOnce(late);
        assertThat(late.done()).isCompletedExceptionally();
    }

    @Test
    void refusesThoseThatWaitTooLong() {
        WriteQueue queue = new WriteQueue(1, 1 << 20, TimeUnit.MILLISECONDS.toNanos(1));
        queue.put(write(0));
        Write.Addition second = write(0);
        queue.put(second);
        assertThatThrownBy(second.done()::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PerdureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void boundsBytesButLetsALargeOnePassAlone() {
        WriteQueue queue = new WriteQueue(100, 10_000, TimeUnit.MILLISECONDS.toNanos(1));
        Write.Addition large = write(50_000);
        queue.put(large);
        assertThat(large.done()).isNotDone();
        Write.Addition small = write(0);
        queue.put(small);
        assertThat(small.done()).isCompletedExceptionally();
        queue.take(new ArrayList<>());
        Write.Addition next = write(0);
        queue.put(next);
        assertThat(next.done()).isNotDone();
    }

    @Test
    void letsNothingInOnceClosedAndGivesOutWhatIsIn() {
        WriteQueue queue = new WriteQueue(100, 1 << 20, LONG);
        Write first = write(0);
        queue.put(first);
        queue.close();
        Write.Addition second = write(0);
        queue.put(second);
        assertThatThrownBy(second.done()::join).hasCauseInstanceOf(StoreUnavailableException.class);
        List<Write> batch = new ArrayList<>();
        assertThat(queue.take(batch)).isTrue();
        assertThat(batch).containsExactly(first);
        assertThat(queue.take(batch)).isFalse();
    }

    @Test
    void wakesCallersThatWaitForRoomWhenItIsClosed() throws Exception {
        WriteQueue queue = new WriteQueue(1, 1 << 20, LONG);
        queue.put(write(0));
        Write.Addition second = write(0);
        Thread caller = Thread.ofVirtual().start(() -> queue.put(second));
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        queue.close();
        caller.join();
        assertThat(second.done()).isCompletedExceptionally();
    }

    private static Write.Addition write(int bytes) {
        return Write.Addition.of(
                new Append(0, 1, 0, List.of(), List.of(), List.of(), List.of(new BlobRow(0, "h", new byte[bytes]))));
    }
}
