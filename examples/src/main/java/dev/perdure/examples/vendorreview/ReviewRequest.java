package dev.perdure.examples.vendorreview;

import dev.perdure.examples.vendorreview.maven.Coordinates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The input of a {@link VendorReview}.
 *
 * @param purpose what a library is wanted for
 * @param criteria what matters, and how much
 * @param candidates the shortlist, as {@code group:artifact}
 * @param review how long to wait for a person, or null for three days
 * @param output the file to write the recommendation to, or null to have it in the result alone; absolute or beginning with
 *     {@code ~/}, because the task may run in another process than the one that started it; <code>{id}</code> stands for the task's id
 */
public record ReviewRequest(
        @Nullable String purpose,
        @Nullable List<Criterion> criteria,
        @Nullable List<String> candidates,
        @Nullable ReviewWindow review,
        @Nullable String output) {
    private static final Duration DEFAULT_WAIT = Duration.ofDays(3);
    private static final int CANDIDATE_LIMIT = 100;

    /** How long to wait for a person's review. */
    public record ReviewWindow(@Nullable Duration waitFor) {}

    /** Everything that is wrong with the request, in sentences; empty if nothing is. */
    List<String> problems(Judge judge) {
        var problems = new ArrayList<String>();
        if (purpose == null || purpose.isBlank()) {
            problems.add("purpose is missing.");
        }
        if (criteria == null || criteria.isEmpty()) {
            problems.add("criteria is missing or empty.");
        }
        for (Criterion criterion : criteria()) {
            if (!judge.knows(criterion.name())) {
                problems.add("The judge '" + judge.name() + "' has no criterion '" + criterion.name() + "'.");
            }
            if (!(criterion.weight() > 0)) {
                problems.add("The weight of " + criterion.name() + " is not positive: " + criterion.weight() + ".");
            }
        }
        if (candidates().isEmpty() || candidates().size() > CANDIDATE_LIMIT) {
            problems.add("candidates are not between 1 and " + CANDIDATE_LIMIT + ": "
                    + candidates().size() + ".");
        }
        var seen = new HashSet<String>();
        for (String candidate : candidates()) {
            try {
                if (!seen.add(Coordinates.parse(candidate).toString())) {
                    problems.add("The candidate " + candidate + " is there twice.");
                }
            } catch (IllegalArgumentException e) {
                problems.add("The candidate " + candidate + " can't be read: " + e.getMessage() + ".");
            }
        }
        if (!waitFor().isPositive()) {
            problems.add("review.waitFor is not positive: " + waitFor() + ".");
        }
        if (output != null && !output.startsWith("~/") && !Path.of(output).isAbsolute()) {
            problems.add("output is neither absolute nor begins with ~/: " + output + ".");
        }
        return problems;
    }

    @Override
    public String purpose() {
        return purpose == null ? "" : purpose;
    }

    @Override
    public List<Criterion> criteria() {
        return criteria == null ? List.of() : criteria;
    }

    @Override
    public List<String> candidates() {
        return candidates == null ? List.of() : candidates;
    }

    Duration waitFor() {
        return review == null || review.waitFor() == null ? DEFAULT_WAIT : review.waitFor();
    }

    /** The file to write, if one is wanted. */
    Optional<Path> outputFile(String taskId) {
        return outputFile(taskId, System.getenv());
    }

    /** The same in another environment: {@code ~} is its {@code HOME}, and the user's home where that is unset or relative. */
    Optional<Path> outputFile(String taskId, Map<String, String> environment) {
        String home = environment.get("HOME");
        String base = home != null && home.startsWith("/") ? home : System.getProperty("user.home");
        return Optional.ofNullable(output)
                .map(path -> path.replace("{id}", taskId))
                .map(path -> path.startsWith("~/") ? Path.of(base, path.substring(2)) : Path.of(path));
    }
}
