package dev.perdure.examples.vendorreview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.examples.vendorreview.PersonReview.Exclusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewRequestTest {
    @Test
    void namesEverythingThatIsWrongAtOnce() {
        var request = new ReviewRequest(
                " ",
                List.of(new Criterion("beauty", 0)),
                List.of("g:a", "g:a", "nonsense"),
                new ReviewRequest.ReviewWindow(Duration.ZERO),
                "here.md");

        assertThat(request.problems(new CriteriaJudge()))
                .containsExactly(
                        "purpose is missing.",
                        "The judge 'rules' has no criterion 'beauty'.",
                        "The weight of beauty is not positive: 0.0.",
                        "The candidate g:a is there twice.",
                        "The candidate nonsense can't be read: 'nonsense' is not group:artifact.",
                        "review.waitFor is not positive: PT0S.",
                        "output is neither absolute nor begins with ~/: here.md.");
        assertThat(new ReviewRequest(null, null, null, null, null).problems(new CriteriaJudge()))
                .hasSize(3);
    }

    @Test
    void putsTheTasksIdAndTheHomeFolderIntoTheOutputsPath() {
        var request = new ReviewRequest("p", null, null, null, "~/out/{id}.md");

        assertThat(request.outputFile("t-1", Map.of("HOME", "/home/kim"))).contains(Path.of("/home/kim/out/t-1.md"));
        assertThat(request.outputFile("t-1", Map.of("HOME", "relative")))
                .contains(Path.of(System.getProperty("user.home")).resolve("out/t-1.md"));
    }

    @Test
    void asksAPersonAgainForWhatCanNotBeUsed() {
        var review = new PersonReview(
                null,
                null,
                null,
                List.of(new Exclusion("g:b", "x"), new Exclusion("g:a", " "), new Exclusion(null, null)));

        assertThat(review.problems(Set.of("g:a")))
                .containsExactly(
                        "'approved' is missing: say true or false.",
                        "'g:b' is not a candidate.",
                        "Say the reason for which g:a is dropped.",
                        "'null' is not a candidate.");
    }

    @Test
    void replacesAFileWholeOrNotAtAll(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("new/report.md");
        AtomicFile.write(file, "first");
        Files.writeString(folder.resolve("new/.report.md.tmp"), "left behind by a crash, and longer than the rest");
        AtomicFile.write(file, "sécond");
        AtomicFile.write(file, "sécond");

        assertThat(file).hasContent("sécond");
        try (var files = Files.list(folder.resolve("new"))) {
            assertThat(files).containsExactly(file);
        }
        Files.createDirectories(folder.resolve("busy/x"));
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("busy"), "x")).isInstanceOf(IOException.class);
    }
}
