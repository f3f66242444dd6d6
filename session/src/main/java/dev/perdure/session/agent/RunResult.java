package dev.perdure.session.agent;

import java.time.Duration;

/** How far a command has come. Never a bare hang. */
public sealed interface RunResult {
    /**
     * It has ended.
     *
     * @param exit its exit code; that of the session when the command ended the session's shell itself
     * @param output what it printed, as text without control sequences, at most the last 256 KiB
     * @param truncated true when there was more
     */
    record Done(int exit, String output, boolean truncated) implements RunResult {}

    /**
     * It hasn't ended, and nothing shows that it waits for anybody. Ask again with the handle.
     *
     * @param begun false when not even its beginning was seen: the shell is busy, or what reads here is no shell of ours
     * @param quiet for how long nothing was printed; all that can be told about a nested prompt
     * @param output what it printed so far
     */
    record Running(RunHandle handle, boolean begun, Duration quiet, String output) implements RunResult {}

    /**
     * It waits for a line to be typed. Send it, then ask again with the handle.
     *
     * @param prompt the line that the cursor is in
     * @param secret true when what is typed isn't shown
     */
    record WaitingForInput(RunHandle handle, String prompt, boolean secret, String output) implements RunResult {}

    /**
     * It took longer than it was given and was interrupted.
     *
     * @param ended true when the interrupt ended it; otherwise it is still there
     */
    record TimedOut(RunHandle handle, boolean ended, String output) implements RunResult {}

    /**
     * Nothing of it ran, and nothing will: it didn't reach the shell whole.
     *
     * @param why a sentence for people
     */
    record NotRun(String why) implements RunResult {}

    /**
     * Nobody can tell how it ended.
     *
     * @param why a sentence for people
     * @param output what it printed until then
     */
    record Unknown(String why, String output) implements RunResult {}
}
