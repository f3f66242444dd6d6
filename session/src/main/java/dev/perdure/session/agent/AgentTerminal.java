package dev.perdure.session.agent;

import dev.perdure.api.Timeline;
import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.log.Slice;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.screen.BoundedPattern;
import dev.perdure.session.screen.Mode;
import dev.perdure.session.screen.Screen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One operator's use of a session by calls instead of by a terminal. Everything that types checks the operator's right
 * and the helm, and is attributed to it, as the keys of a person are.
 *
 * <p>Thread-safe, but two commands at a time in one shell make no sense. Waits on virtual threads if it likes.
 */
public final class AgentTerminal {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration ENDING = Duration.ofSeconds(2);
    private static final Duration SHOWN = Duration.ofMillis(50);
    private static final Duration SETTLED = Duration.ofMillis(200);
    private static final int PART = 64 * 1024;

    /** A tenth of a second or so of work for each look. */
    private static final long MOST_READINGS = 20_000_000;

    private final Session session;
    private final Operator operator;
    private final Commands commands;

    public AgentTerminal(Session session, Operator operator) {
        this.session = session;
        this.operator = operator;
        commands = new Commands(session, operator);
    }

    /**
     * Types a command into the shell and waits at most {@code patience} for its end.
     *
     * @throws SessionException {@code BUSY} when no shell is at its prompt, or somebody is typing there
     */
    public RunResult run(String command, Duration patience) throws InterruptedException {
        return collect(start(command), patience);
    }

    /** As {@link #run}, and interrupts it (C-c) when it takes longer than {@code limit}. */
    public RunResult runWithin(String command, Duration limit) throws InterruptedException {
        return commands.within(start(command), limit);
    }

    /** Types a command and doesn't wait for its end. Throws as {@link #run}. */
    public RunHandle start(String command) throws InterruptedException {
        RunHandle handle = commands.prepare();
        commands.type(handle, command);
        return handle;
    }

    /**
     * The handle of a command that is about to be typed, for who has to keep it before anything is typed.
     *
     * @throws SessionException {@code BUSY} when no shell is at its prompt, or somebody is typing there
     */
    public RunHandle prepare() throws InterruptedException {
        return commands.prepare();
    }

    /** Types the command of a handle that {@link #prepare} gave. Throws as that, and when the operator may not type: nothing is typed then. */
    public void type(RunHandle handle, String command) throws InterruptedException {
        commands.type(handle, command);
    }

    /**
     * Has an integrated shell that edits a line without saying that it is at its prompt look whether somebody has taken its marks away; it
     * puts them back then. Does nothing else, and nothing when this operator may not type.
     */
    public void revive() {
        if (Foreground.of(session).map(now -> Keyboard.of(session, now)).orElse(null) instanceof Keyboard.Taken taken
                && taken.silent()) {
            boolean _ = commands.revive();
        }
    }

    /** How far a command has come, now or within {@code patience}. Anybody may ask who has the handle. */
    public RunResult collect(RunHandle handle, Duration patience) throws InterruptedException {
        return commands.collect(handle, patience);
    }

    /** Types text as it is. */
    public void send(String text) {
        session.send(operator, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Presses keys by name; see {@link Keys}. */
    public void keys(List<String> keys) {
        boolean application = session.look(screen -> screen.modes().contains(Mode.CURSOR_KEYS));
        List<byte[]> encoded =
                keys.stream().map(key -> Keys.encode(key, application)).toList();
        encoded.forEach(bytes -> session.send(operator, bytes));
    }

    /** The screen that is shown now, as text and cursor. */
    public ScreenText readScreen() {
        return session.look(screen -> ScreenText.of(screen, session.output().end(), false));
    }

    /** As {@link #readScreen}, with colours and attributes. */
    public ScreenText readStyledScreen() {
        return session.look(screen -> ScreenText.of(screen, session.output().end(), true));
    }

    /** The recorded output from an offset on, at most {@code most} bytes of it, control sequences left out. */
    public OutputText readOutput(long since, int most) {
        return switch (session.output().read(since, most)) {
            case Slice.Bytes slice -> new OutputText(PlainText.of(slice.bytes()), slice.next(), 0);
            case Slice.Dropped gap -> {
                OutputText rest = readOutput(gap.next(), most);
                yield new OutputText(rest.text(), rest.next(), gap.next() - since + rest.skipped());
            }
        };
    }

    /**
     * Finds a pattern in the scrollback and on the screen, oldest first.
     *
     * @throws dev.perdure.session.screen.PatternException when that takes the pattern too much work
     */
    public List<Screen.Match> search(Pattern pattern, int most) {
        return session.look(screen -> screen.search(pattern, most));
    }

    /**
     * Waits for something, at most {@code limit}.
     *
     * @throws SessionException {@code CLOSED} when the host lets go of the session meanwhile
     * @throws dev.perdure.session.screen.PatternException when looking takes a pattern too much work
     */
    public Waited waitFor(Until until, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + Timeline.nanos(limit);
        Optional<Until.Printed> printed = printed(until);
        long at = printed.map(Until.Printed::sinceOffset)
                .orElseGet(() -> session.output().end());
        String tail = "";
        while (true) {
            // Asked first: what was printed until the end is then looked at once more.
            boolean over = !session.state().alive();
            while (printed.isPresent() && at < session.output().end()) {
                OutputText more = readOutput(at, PART);
                tail = last(tail + more.text());
                Optional<String> found = find(printed.get().pattern(), tail);
                at = more.next();
                if (found.isPresent()) {
                    return new Waited.Met(found.get(), at);
                }
            }
            if (printed.isEmpty()) {
                at = session.output().end();
            }
            Duration quiet = quiet();
            Optional<String> met = met(until, quiet);
            if (met.isPresent()) {
                return new Waited.Met(met.get(), at);
            }
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (over || !left.isPositive()) {
                return new Waited.NotMet(quiet, at, over);
            }
            session.output().await(at, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
            // It is closed a moment before the session shows its end.
            if (session.output().isClosed() && !session.awaitEnd(ENDING)) {
                throw new SessionException(
                        SessionException.Reason.CLOSED, "this host has let go of " + session + ", which goes on");
            }
        }
    }

    /** What is looked for in the output. */
    private static Optional<Until.Printed> printed(Until until) {
        return switch (until) {
            case Until.Text text -> Optional.of(new Until.Printed(text.pattern(), text.sinceOffset()));
            case Until.Printed printed -> Optional.of(printed);
            case Until.Quiet quiet -> Optional.empty();
            case Until.Ended ended -> Optional.empty();
            case Until.Prompt prompt -> Optional.empty();
        };
    }

    private Duration quiet() {
        Duration quiet = Duration.between(session.lastActivity(), Instant.now());
        return quiet.isNegative() ? Duration.ZERO : quiet;
    }

    private static String last(String text) {
        return text.length() <= PART ? text : text.substring(text.length() - PART);
    }

    private static Optional<String> find(Pattern pattern, String text) {
        BoundedPattern bounded = new BoundedPattern(pattern, MOST_READINGS);
        Matcher matcher = bounded.on(text);
        return bounded.find(matcher) ? Optional.of(matcher.group()) : Optional.empty();
    }

    private Optional<String> met(Until until, Duration quiet) {
        return switch (until) {
            case Until.Text text -> find(text.pattern(), session.look(Screen::text));
            case Until.Printed printed -> Optional.empty();
            case Until.Quiet wanted ->
                quiet.compareTo(wanted.time()) >= 0 ? Optional.of("quiet for " + quiet) : Optional.empty();
            case Until.Ended ended ->
                session.state().alive()
                        ? Optional.empty()
                        : Optional.of(session.state().word());
            case Until.Prompt prompt -> isAtPrompt(quiet) ? Optional.of(Foreground.prompt(session)) : Optional.empty();
        };
    }

    /** An integrated shell says so, a moment before it shows it. The signs of others need a while to be worth something. */
    private boolean isAtPrompt(Duration quiet) {
        return Foreground.of(session)
                .map(now -> Keyboard.of(session, now))
                .filter(keyboard -> (keyboard instanceof Keyboard.Marked && quiet.compareTo(SHOWN) >= 0)
                        || (keyboard instanceof Keyboard.Bare && quiet.compareTo(SETTLED) >= 0))
                .isPresent();
    }
}
