package dev.perdure.examples.vendorreview;

import dev.perdure.api.Child;
import dev.perdure.api.ChildFailedException;
import dev.perdure.api.FailureMode;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Task;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskFailure;
import dev.perdure.api.TaskType;
import dev.perdure.api.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The task that reviews a shortlist: a {@link CandidateReview} for each candidate, a ranking, a pause until a person has
 * looked at it, and the recommendation. Plain Java; what makes it survive is that all it does goes through {@code ctx}.
 */
public final class VendorReview implements Task<ReviewRequest, Recommendation> {
    /** The type of the whole review. */
    public static final TaskType<ReviewRequest, Recommendation> TYPE = TaskType.of(
                    "vendor-review", ReviewRequest.class, Recommendation.class)
            .withDescription("Reviews a shortlist of Java libraries and recommends one, after a person's approval.");

    private static final int SHOWN = 3;

    private final Judge judge;

    VendorReview(Judge judge) {
        this.judge = judge;
    }

    @Override
    public Recommendation run(TaskContext ctx, ReviewRequest request) {
        List<String> problems = request.problems(judge);
        if (!problems.isEmpty()) {
            throw new TaskFailure(FailureMode.MISSING_INFORMATION, String.join(" ", problems));
        }
        Optional<Path> file = request.outputFile(ctx.taskId());
        List<CandidateReport> reports = reviewAll(ctx, request);

        Conclusion draft = Conclusion.waiting(Ranking.of(reports, List.of()));
        String draftPage = MarkdownReport.of(request, draft, Optional.empty(), ctx.now());
        file.ifPresent(path -> ctx.step("write draft", step -> AtomicFile.write(path, draftPage)));

        Conclusion conclusion = draft.ranking().places().isEmpty()
                ? draft
                : awaitReview(ctx, request, draft.ranking())
                        .map(review -> Conclusion.of(Ranking.of(reports, review.drop()), review))
                        .orElseGet(() -> Conclusion.notReviewed(draft.ranking(), request.waitFor()));
        Optional<Fingerprint> fingerprint = conclusion.approved().map(best -> Fingerprint.of(ctx, best));
        String page = MarkdownReport.of(request, conclusion, fingerprint, ctx.now());
        file.ifPresent(path -> ctx.step("write recommendation", step -> AtomicFile.write(path, page)));

        ctx.progress(
                1, conclusion.statement() + file.map(path -> " See " + path).orElse(""));
        return conclusion.toRecommendation(fingerprint, file, page);
    }

    private static List<CandidateReport> reviewAll(TaskContext ctx, ReviewRequest request) {
        var children = new ArrayList<Child<CandidateReport>>();
        for (String candidate : request.candidates()) {
            children.add(ctx.start(
                    CandidateReview.TYPE,
                    new Candidate(candidate, request.purpose(), request.criteria()),
                    StartOptions.DEFAULT.withLabels(Map.of("candidate", candidate))));
        }
        var reports = new ArrayList<CandidateReport>();
        for (int i = 0; i < children.size(); i++) {
            ctx.progress(share(i, children.size()), i + " of " + children.size() + " candidates reviewed");
            try {
                reports.add(ctx.join(children.get(i)));
            } catch (ChildFailedException e) {
                reports.add(CandidateReport.notAvailable(
                        request.candidates().get(i), e.failure().message()));
            }
        }
        return reports;
    }

    /** Waits for a review that can be used; one that can't is answered with what is wrong with it. */
    private static Optional<PersonReview> awaitReview(TaskContext ctx, ReviewRequest request, Ranking ranking) {
        var known = new HashSet<>(request.candidates());
        Instant until = Timeline.after(ctx.now(), request.waitFor());
        String ask = "Waiting until " + until + " for a review of " + bestOf(ranking) + ". Say: perdure signal "
                + ctx.taskId() + " review '{\"approved\":true,\"note\":\"…\"}'";
        ctx.progress(0.9, ask);
        for (Duration left = request.waitFor(); left.isPositive(); left = Duration.between(ctx.now(), until)) {
            var review = ctx.await("review", PersonReview.class, left);
            List<String> problems = review.map(given -> given.problems(known)).orElse(List.of());
            if (problems.isEmpty()) {
                return review;
            }
            ctx.progress(0.9, "That review can't be used. " + String.join(" ", problems) + " " + ask);
        }
        return Optional.empty();
    }

    /** In whole percents; the review by a person is the last tenth. */
    private static double share(int done, int all) {
        return Math.round(90.0 * done / all) / 100.0;
    }

    private static String bestOf(Ranking ranking) {
        return ranking.places().stream()
                .limit(SHOWN)
                .map(place -> place.rank() + ". " + place.report().candidate() + " " + place.total())
                .collect(Collectors.joining(", "));
    }
}
