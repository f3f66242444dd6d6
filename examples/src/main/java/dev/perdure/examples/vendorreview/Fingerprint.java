package dev.perdure.examples.vendorreview;

import dev.perdure.api.CommandResult;
import dev.perdure.api.SessionCommand;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.TaskContext;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of the recommended jar, so that who takes it can tell that it is the one which was looked at. Made by a command in the
 * task's session; where there are no sessions, or the command fails, it is said why there is none.
 *
 * @param address the jar
 * @param sha256 in hexadecimal, or null
 * @param missing why there is none, or null
 */
public record Fingerprint(
        String address, @Nullable String sha256, @Nullable String missing) {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Pattern DIGEST = Pattern.compile("(?m)^([0-9a-f]{64})\\b");

    static Fingerprint of(TaskContext ctx, Facts facts) {
        String address = facts.jar().source().address();
        if (facts.jar().bytes() == null) {
            return new Fingerprint(address, null, "there is no jar");
        }
        ctx.progress(0.95, "Taking the fingerprint of " + address);
        try {
            CommandResult result = ctx.session("fingerprint")
                    .run(SessionCommand.of(command(address))
                            .named("take fingerprint")
                            .withTimeout(LONGEST));
            Matcher digest = DIGEST.matcher(result.output());
            return result.succeeded() && digest.find()
                    ? new Fingerprint(address, digest.group(1), null)
                    : new Fingerprint(
                            address,
                            null,
                            "exit code " + result.exitCode() + ": "
                                    + result.output().strip());
        } catch (StepFailedException e) {
            return new Fingerprint(address, null, e.failure().message());
        }
    }

    /** In any POSIX shell. A download is a file first, since the digest of what a failed one printed would look like any other. */
    private static String command(String address) {
        String quoted = "'" + address.replace("'", "'\\''") + "'";
        return address.startsWith("http")
                ? "jar=$(mktemp) && curl -fsSL -o \"$jar\" " + quoted
                        + " && sha256sum <\"$jar\"; code=$?; rm -f \"$jar\"; (exit $code)"
                : "sha256sum " + quoted;
    }
}
