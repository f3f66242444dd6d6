package dev.perdure.session;

import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.operator.SizePolicy;
import dev.perdure.session.pty.TerminalSize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is attached to a session, and what follows from it: the terminal's size by the size policy, and who answers the
 * program's queries.
 *
 * <p>The rule of answers: the first attached client that said it answers, may send input now and keeps up answers alone,
 * and the session is silent. While there is none, the session answers. Answers in the input of other clients are
 * dropped, for a program that asks once must not be answered twice.
 */
final class Presence {
    private final SessionOutput output;
    private final Authority authority;
    private final SizePolicy policy;
    private final Consumer<TerminalSize> resize;
    private volatile @Nullable Attachment last;

    Presence(SessionOutput output, Authority authority, SizePolicy policy, Consumer<TerminalSize> resize) {
        this.output = output;
        this.authority = authority;
        this.policy = policy;
        this.resize = resize;
    }

    void add(Attachment attachment) {
        if (output.attachments().size() >= Sessions.MOST_ATTACHMENTS) {
            throw new SessionException(
                    SessionException.Reason.LIMIT,
                    Sessions.MOST_ATTACHMENTS + " clients are attached already; detach one");
        }
        output.add(attachment);
        active(attachment);
    }

    void remove(Attachment attachment) {
        output.remove(attachment);
        if (attachment.equals(last)) {
            last = null;
        }
        settle();
    }

    /** Notes that a client did something that makes its window the leading one. */
    void active(Attachment attachment) {
        if (may(attachment, Right.STEER)) {
            last = attachment;
            settle();
        }
    }

    /** Gives the terminal the size that the policy wants. */
    void settle() {
        List<TerminalSize> all = output.attachments().stream()
                .filter(attachment -> may(attachment, Right.STEER))
                .flatMap(attachment -> attachment.window().stream())
                .toList();
        policy.choose(all, leading())
                .filter(size -> !size.equals(output.size()))
                .ifPresent(resize);
    }

    private Optional<TerminalSize> leading() {
        Optional<Operator> holder = authority.helm().holder();
        Attachment active = last;
        if (holder.isEmpty()) {
            return Optional.ofNullable(active).flatMap(Attachment::window);
        }
        if (active != null && isOf(active, holder.get())) {
            return active.window();
        }
        return output.attachments().stream()
                .filter(attachment -> isOf(attachment, holder.get()) && may(attachment, Right.STEER))
                .flatMap(attachment -> attachment.window().stream())
                .reduce((first, second) -> second);
    }

    private static boolean isOf(Attachment attachment, Operator operator) {
        return attachment.operator().id().equals(operator.id());
    }

    /** The client that answers the program's queries now. */
    Optional<Attachment> answerer() {
        return output.attachments().stream().filter(Attachment::answersNow).findFirst();
    }

    boolean answers(Attachment attachment) {
        return answerer().filter(attachment::equals).isPresent();
    }

    /** What a client may do: no more than its operator, and no more than it was attached with. */
    boolean may(Attachment attachment, Right right) {
        return attachment.right().includes(right) && authority.has(attachment.operator(), right);
    }

    Right right(Attachment attachment) {
        return may(attachment, Right.GOVERN)
                ? Right.GOVERN
                : may(attachment, Right.STEER) ? Right.STEER : Right.OBSERVE;
    }

    List<SessionInfo.Presence> list() {
        return output.attachments().stream()
                .map(attachment ->
                        new SessionInfo.Presence(attachment.operator(), right(attachment), attachment.window()))
                .toList();
    }
}
