package dev.perdure.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** S10: whether a client that attaches sees what one would see that was there from the beginning. */
final class ReattachedScreen implements Workload {
    private static final String ABOVE = "lines above the screen that differ, all pictures";
    private static final String STATE = "cursors, modes and titles that differ, all pictures";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public String id() {
        return "S10";
    }

    @Override
    public String title() {
        return "the screen of a client that comes later";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        Path directory = Files.createDirectories(conditions.scratch().next("s10"));
        List<String> missing = new ArrayList<>();
        List<Painting> paintings = new ArrayList<>(Painting.recorded(directory, missing));
        paintings.addAll(Painting.all());
        if (!missing.isEmpty()) {
            conditions.say(id() + ": not installed, and left out: " + String.join(", ", missing));
        }
        List<Measure> measures = new ArrayList<>();
        double above = 0;
        double state = 0;
        try (ReferenceTerminal judge = ReferenceTerminal.find(conditions, id());
                Tmux tmux = Tmux.start(conditions, id());
                SessionDaemon daemon = new SessionDaemon(conditions.scratch().next("s10-state"))) {
            for (Painting painting : paintings) {
                Path file = directory.resolve("painting");
                Files.write(file, painting.bytes());
                Picture whole = judge.show(painting.bytes());
                Picture ours = judge.show(session(daemon, file));
                measures.add(measure(
                        painting.name() + ": cells that differ, in " + judge.name(),
                        Picture.differences(whole.exact(), ours.exact()),
                        tmux == null
                                ? null
                                : Picture.differences(
                                        whole.visible(),
                                        judge.show(tmux(tmux, directory, file)).visible())));
                above += Picture.differences(whole.above(), ours.above());
                state += Picture.differences(whole.state(), ours.state());
                conditions.say(id() + " " + measures.getLast().name() + ": "
                        + measures.getLast().figure().median());
            }
        }
        measures.add(Measure.alone(id(), ABOVE, "", Spread.once(above)).atMost(0));
        measures.add(Measure.alone(id(), STATE, "", Spread.once(state)).atMost(0));
        return measures;
    }

    private Measure measure(String name, int cells, @Nullable Integer tmuxCells) {
        Spread figure = Spread.once(cells);
        return new Measure(
                id(),
                name,
                "",
                figure,
                tmuxCells == null ? null : "tmux, those that can be seen",
                tmuxCells == null ? null : Spread.once(tmuxCells),
                null,
                Bar.atMost(0, figure));
    }

    private static List<String> program(Path file) {
        return List.of("sh", "-c", "stty raw -echo; cat \"$0\"; : >\"$0.done\"; exec sleep 1000", file.toString());
    }

    private static byte[] session(SessionDaemon daemon, Path file) throws IOException {
        long size = Files.size(file);
        String name = daemon.start("painting", program(file)).path("id").asString("");
        SessionDaemon.await("the painting", () -> daemon.offset(name) == size);
        try (AttachClient client = daemon.attach(name)) {
            return client.screen().bytes();
        } finally {
            daemon.end(name);
        }
    }

    private static byte[] tmux(Tmux tmux, Path directory, Path file) throws IOException, InterruptedException {
        Path done = directory.resolve(file.getFileName() + ".done");
        Files.deleteIfExists(done);
        tmux.session("painting", program(file));
        SessionDaemon.await("the painting in tmux", () -> Files.exists(done));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (BarePty window = tmux.attach("painting")) {
            Painting.collect(window, PATIENCE, output);
        }
        tmux.end("painting");
        return output.toByteArray();
    }
}
