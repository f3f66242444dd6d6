package dev.perdure.examples.vendorreview;

import dev.perdure.api.FailurePolicy;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.Step;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.Task;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskType;
import dev.perdure.api.TypeRef;
import dev.perdure.examples.vendorreview.maven.Coordinates;
import dev.perdure.examples.vendorreview.maven.JarFacts;
import dev.perdure.examples.vendorreview.maven.MavenRepository;
import dev.perdure.examples.vendorreview.maven.NotInRepositoryException;
import dev.perdure.examples.vendorreview.maven.PomFacts;
import dev.perdure.examples.vendorreview.maven.ReleaseDate;
import dev.perdure.examples.vendorreview.maven.VersionFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The task that reviews one candidate: collects facts step by step, then has them judged. Each step asks the remote repository
 * with retries, and the local one when that does not help. Where both fail the review ends well all the same, with the reason.
 */
public final class CandidateReview implements Task<Candidate, CandidateReport> {
    /** One bad candidate fails alone and at once; the review that started it says so and goes on. */
    public static final TaskType<Candidate, CandidateReport> TYPE = TaskType.of(
                    "candidate-review", Candidate.class, CandidateReport.class)
            .withFailurePolicy(FailurePolicy.FAIL)
            .withDescription("Collects facts about one library and judges it.");

    private static final Step<VersionFacts> VERSIONS = Step.of("find versions", VersionFacts.class);
    private static final Step<PomFacts> POM = Step.of("read POM", PomFacts.class);
    private static final Step<JarFacts> JAR = Step.of("measure jar", JarFacts.class);
    private static final Step<List<ReleaseDate>> DATES = Step.of("date releases", new TypeRef<>() {});
    private static final Step<Judgement> JUDGE = Step.of("judge", Judgement.class);

    private final MavenRepository remote;
    private final MavenRepository local;
    private final Judge judge;
    private final RetryPolicy retry;

    CandidateReview(MavenRepository remote, MavenRepository local, Judge judge, RetryPolicy retry) {
        this.remote = remote;
        this.local = local;
        this.judge = judge;
        this.retry = retry.withNonRetryable(NotInRepositoryException.class);
    }

    @Override
    public CandidateReport run(TaskContext ctx, Candidate candidate) {
        try {
            Facts facts = collect(ctx, Coordinates.parse(candidate.coordinates()));
            ctx.progress(0.9, "Judging " + facts.pom().version());
            return CandidateReport.judged(
                    facts, ctx.step(JUDGE, step -> judge.judge(candidate.purpose(), candidate.criteria(), facts)));
        } catch (FactsNotAvailableException e) {
            return CandidateReport.notAvailable(candidate.coordinates(), e.getMessage());
        }
    }

    private Facts collect(TaskContext ctx, Coordinates library) throws FactsNotAvailableException {
        ctx.progress(0.1, "Looking for versions");
        var versions = fetch(ctx, VERSIONS, repository -> VersionFacts.collect(repository, library));
        ctx.progress(0.3, "Reading the POM of " + versions.newest().getFirst());
        var pom = fetch(ctx, POM, repository -> PomFacts.collect(repository, library, versions.newest()));
        ctx.progress(0.5, "Measuring " + pom.version());
        var jar = fetch(ctx, JAR, repository -> JarFacts.collect(repository, library, pom.version()));
        ctx.progress(0.7, "Dating " + versions.newest().size() + " releases");
        var dates = fetch(ctx, DATES, repository -> ReleaseDate.collect(repository, library, versions.newest()));
        return new Facts(library.toString(), versions, pom, jar, dates);
    }

    private <R> R fetch(TaskContext ctx, Step<R> step, Question<R> question) throws FactsNotAvailableException {
        Step<R> patient = step.withRetry(retry).withTimeout(Duration.ofMinutes(2));
        try {
            return ctx.step(patient, attempt -> question.ask(remote));
        } catch (StepFailedException remotely) {
            try {
                return ctx.step(locally(step), attempt -> question.ask(local));
            } catch (StepFailedException locally) {
                throw new FactsNotAvailableException(
                        remotely.failure().message() + "; " + locally.failure().message());
            }
        }
    }

    private static <R> Step<R> locally(Step<R> step) {
        return Step.of(step.name() + " locally", step.type()).withRetry(RetryPolicy.NONE);
    }

    private interface Question<R> {
        R ask(MavenRepository repository) throws IOException, InterruptedException;
    }
}
