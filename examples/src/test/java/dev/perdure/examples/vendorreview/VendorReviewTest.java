package dev.perdure.examples.vendorreview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskFailedException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskLibrary;
import dev.perdure.api.TaskState;
import dev.perdure.examples.vendorreview.PersonReview.Exclusion;
import dev.perdure.examples.vendorreview.Recommendation.Verdict;
import dev.perdure.examples.vendorreview.ReviewRequest.ReviewWindow;
import dev.perdure.examples.vendorreview.maven.LocalRepository;
import dev.perdure.examples.vendorreview.maven.MavenServer;
import dev.perdure.examples.vendorreview.maven.RemoteRepository;
import dev.perdure.testkit.TestPerdure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class VendorReviewTest {
    private static final String APPLE = "org.fruit:apple";
    private static final String PEAR = "org.fruit:pear";
    private static final String PLUM = "org.fruit:plum";
    private static final String MIT = "<licenses><license><name>MIT</name></license></licenses>";
    private static final String WITH_PARENT =
            "<parent><groupId>org.fruit</groupId><artifactId>tree</artifactId><version>7</version></parent>";
    private static final PersonReview APPROVAL = new PersonReview(true, "fine", "kim", null);

    @TempDir
    Path folder;

    private MavenServer server;
    private Perdure perdure;

    @BeforeEach
    void start() throws IOException {
        server = new MavenServer();
        server.library(APPLE, MIT, 50_000, "1.0", "1.1");
        server.library(PEAR, WITH_PARENT, 50_000, "2.0");
        server.library(PLUM, "", 500_000, "3.0");
        server.library("org.fruit:tree", MIT, 0, "7");
        perdure = open();
    }

    @AfterEach
    void stop() {
        perdure.close();
        server.close();
    }

    @Test
    void recommendsTheBestCandidateOnceAPersonHasApproved() throws Exception {
        server.failNext("org/fruit/pear/maven-metadata.xml", 2);
        server.failNext("org/fruit/tree/7/tree-7.pom", 1);

        var review = perdure.start(VendorReview.TYPE, request(APPLE, PEAR, PLUM, "org.fruit:unheard-of"));
        review.signal("review", APPROVAL);
        var result = review.result();

        assertThat(result.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(result.recommended()).isEqualTo("org.fruit:apple:1.1");
        assertThat(result.ranking()).extracting(Recommendation.Entry::candidate).containsExactly(APPLE, PEAR, PLUM);
        assertThat(result.ranking().get(1).redFlags()).isEmpty();
        assertThat(result.ranking().getLast().redFlags())
                .singleElement()
                .asString()
                .contains("names a licence");
        assertThat(result.notAvailable()).singleElement().asString().contains("unheard-of", "does not exist");
        assertThat(Path.of(Objects.requireNonNull(result.writtenTo())))
                .isEqualTo(folder.resolve("page-" + review.id() + ".md"))
                .hasContent(result.markdown());
        assertThat(server.requests("GET org/fruit/pear/maven-metadata.xml")).isEqualTo(3);
    }

    @Test
    void takesTheFingerprintOfTheRecommendedJarByACommandInASession() throws Exception {
        copyToLocalRepository("org/fruit/apple/1.0/apple-1.0.pom", MIT);
        Path jar = folder.resolve("repository/org/fruit/apple/1.0/apple-1.0.jar");
        Files.writeString(jar, "<project>not a jar</project>");
        server.close();

        var review = perdure.start(VendorReview.TYPE, request(APPLE));
        review.signal("review", APPROVAL);
        var result = review.result();

        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        assertThat(result.fingerprint()).isEqualTo(new Fingerprint(jar.toString(), digest, null));
        assertThat(result.markdown()).contains("SHA-256 of " + jar + ": `" + digest + "`");
    }

    @Test
    void goesOnWithoutAFingerprintWhereThereAreNoSessions() throws Exception {
        copyToLocalRepository("org/fruit/apple/1.0/apple-1.0.pom", MIT);
        copyToLocalRepository("org/fruit/apple/1.0/apple-1.0.jar", "");
        server.close();
        try (var without = TestPerdure.inMemory()) {
            without.register(library());
            var review = without.start(VendorReview.TYPE, request(APPLE));
            review.signal("review", APPROVAL);

            assertThat(review.result().recommended()).isEqualTo("org.fruit:apple:1.0");
            assertThat(review.result().markdown())
                    .contains("not available: No host of sessions is on the class path. Add the dependency");
        }
    }

    @Test
    void asksNothingTwiceWhenItIsClosedInTheMiddleAndOpenedAgain() throws Exception {
        var gate = new CountDownLatch(1);
        server.hold("org/fruit/plum/3.0/plum-3.0.jar", gate);
        String id = perdure.start(VendorReview.TYPE, request(APPLE, PEAR, PLUM)).id();
        await().until(() -> server.requests("HEAD org/fruit/plum/3.0/plum-3.0.jar") == 1);
        await().until(() -> children(id, TaskState.COMPLETED) == 2);

        perdure.close();
        gate.countDown();
        perdure = open();
        await().until(() -> message(id).contains("perdure signal " + id));
        perdure.close();
        perdure = open();
        perdure.handle(id).signal("review", APPROVAL);

        assertThat(perdure.handle(id, VendorReview.TYPE.output()).result().recommended())
                .isEqualTo("org.fruit:apple:1.1");
        assertThat(server.requests("HEAD org/fruit/plum/3.0/plum-3.0.jar")).isEqualTo(2);
        var others = server.requests();
        others.remove("HEAD org/fruit/plum/3.0/plum-3.0.jar");
        // The fingerprint, by a program that may not be installed.
        others.remove("GET org/fruit/apple/1.1/apple-1.1.jar");
        assertThat(others)
                .hasSize(13)
                .allSatisfy((request, count) -> assertThat(count).as(request).isEqualTo(1));
    }

    @Test
    void leavesOutWhatThePersonDropsAndAsksAgainForAReviewThatCanNotBeUsed() throws Exception {
        var review = perdure.start(VendorReview.TYPE, request(APPLE, PEAR));
        review.signal("review", new PersonReview(true, null, null, List.of(new Exclusion("apple", "sour"))));
        await().until(() -> message(review.id()).contains("'apple' is not a candidate."));
        assertThat(folder.resolve("page-" + review.id() + ".md")).content().contains("Draft: not approved");

        review.signal("review", new PersonReview(true, null, null, List.of(new Exclusion(APPLE, "sour"))));

        assertThat(review.result().recommended()).isEqualTo("org.fruit:pear:2.0");
        assertThat(review.result().dropped()).containsExactly(new Ranking.Dropped(APPLE, "sour"));
        assertThat(review.result().markdown()).contains("## Dropped in the review", "`org.fruit:apple`: sour");
    }

    @Test
    void takesNoAnswerForNoApproval() throws Exception {
        var request = new ReviewRequest(
                "fruit", Reports.CRITERIA, List.of(APPLE), new ReviewWindow(Duration.ofMillis(50)), null);

        var result = perdure.start(VendorReview.TYPE, request).result();

        assertThat(result.verdict()).isEqualTo(Verdict.NOT_REVIEWED);
        assertThat(result.recommended()).isNull();
        assertThat(result.writtenTo()).isNull();
        assertThat(result.markdown()).contains("**Not approved: nobody reviewed the ranking within PT0.05S.**");
    }

    @Test
    void fallsBackToTheLocalRepositoryAndSaysWhyFactsAreNotAvailable() throws Exception {
        copyToLocalRepository("org/fruit/apple/1.0/apple-1.0.pom", MIT);
        server.close();

        var review = perdure.start(VendorReview.TYPE, request(APPLE, PEAR));
        review.signal("review", APPROVAL);
        var result = review.result();

        assertThat(result.recommended()).isEqualTo("org.fruit:apple:1.0");
        assertThat(result.ranking().getFirst().redFlags()).contains("There is no jar to measure.");
        assertThat(result.notAvailable())
                .singleElement()
                .asString()
                .startsWith(PEAR + ": facts not available: can't reach http://127.0.0.1")
                .endsWith("pear does not exist");
    }

    @Test
    void refusesARequestThatCanNotBeMet() {
        var request = new ReviewRequest("fruit", List.of(new Criterion("taste", 1)), List.of(APPLE), null, null);

        var failure = catchThrowableOfType(
                TaskFailedException.class,
                () -> perdure.start(VendorReview.TYPE, request).result());

        assertThat(failure.failure().mode()).isEqualTo(FailureMode.MISSING_INFORMATION);
        assertThat(failure).hasMessageContaining("has no criterion 'taste'");
    }

    @Test
    void ranksTheSameInEveryRun() throws Exception {
        var first = perdure.start(VendorReview.TYPE, request(APPLE, PEAR, PLUM));
        var second = perdure.start(VendorReview.TYPE, request(PLUM, APPLE, PEAR));
        first.signal("review", APPROVAL);
        second.signal("review", APPROVAL);

        assertThat(second.result().ranking()).isEqualTo(first.result().ranking());
    }

    @Test
    void takesTheRequestThatComesWithTheExample() throws Exception {
        String text = Files.readString(Path.of("vendor-review/request.json")).replace("~/", folder + "/");

        TaskHandle<Json> review = perdure.start("vendor-review", new Json(text), StartOptions.DEFAULT);
        review.result();
        var result = perdure.handle(review.id(), VendorReview.TYPE.output()).result();

        assertThat(result.verdict()).isEqualTo(Verdict.NOTHING_TO_RECOMMEND);
        assertThat(result.notAvailable()).hasSizeGreaterThanOrEqualTo(12);
        assertThat(folder.resolve(review.id() + ".md")).exists();
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(TaskLibrary.class)).anyMatch(VendorReviewLibrary.class::isInstance);
    }

    private Perdure open() {
        var opened = Perdure.open(folder.resolve("state"));
        library().registerWith(opened);
        return opened.launch();
    }

    private VendorReviewLibrary library() {
        return new VendorReviewLibrary(
                new RemoteRepository(server.root()),
                new LocalRepository(folder.resolve("repository")),
                new CriteriaJudge(),
                RetryPolicy.attempts(3).withInitialInterval(Duration.ofMillis(20)));
    }

    private ReviewRequest request(String... candidates) {
        return new ReviewRequest(
                "fruit",
                Reports.CRITERIA,
                List.of(candidates),
                null,
                folder.resolve("page-{id}.md").toString());
    }

    private long children(String id, TaskState state) {
        return perdure.handle(id).steps().stream()
                .filter(step -> step.childId() != null)
                .filter(step -> perdure.handle(Objects.requireNonNull(step.childId()))
                                .info()
                                .state()
                        == state)
                .count();
    }

    private String message(String id) {
        var progress = perdure.handle(id).info().progress();
        return progress == null ? "" : progress.message();
    }

    private void copyToLocalRepository(String path, String pomBody) throws IOException {
        Path file = folder.resolve("repository").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<project>" + pomBody + "</project>");
    }
}
