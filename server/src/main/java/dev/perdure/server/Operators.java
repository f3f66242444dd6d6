package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.Session;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import io.javalin.http.Context;
import java.nio.file.attribute.UserPrincipal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who acts on sessions through the socket. The kernel tells the user; a program of that user may say that it is an agent, a service or a device,
 * and acts as that. Nobody can say that he is another user.
 */
final class Operators {
    /** The header in which a program says what it is, as in {@code agent:reviewer}. */
    static final String HEADER = "Perdure-Operator";

    private final Operator user;

    /** For the processes of one user. */
    Operators(UserPrincipal user) {
        this.user = Operator.human("user:" + user.getName());
    }

    Operator of(Context ctx) {
        return named(ctx.header(HEADER));
    }

    /** The operator of a name such as {@code agent:reviewer}; the user where there is none. */
    Operator named(@Nullable String name) {
        if (name == null || name.isBlank() || name.equals(user.id())) {
            return user;
        }
        int colon = name.indexOf(':');
        String kind = colon < 0 ? "" : name.substring(0, colon).toUpperCase(Locale.ROOT);
        try {
            return switch (kind) {
                case "AGENT", "SERVICE", "DEVICE" -> new Operator(name, Operator.Kind.valueOf(kind));
                default ->
                    throw new PerdureException(
                            ErrorCode.BAD_INPUT,
                            HEADER + " is neither " + user.id() + " nor agent:NAME, service:NAME or device:NAME: "
                                    + name);
            };
        } catch (IllegalArgumentException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, HEADER + ": " + e.getMessage(), e);
        }
    }

    /** A person governs what runs under its user, a program what it started itself; else it steers until told otherwise. */
    static Right rightOf(Operator operator, Session session) {
        boolean own = session.starter().filter(operator::equals).isPresent();
        return operator.kind() == Operator.Kind.HUMAN || own ? Right.GOVERN : Right.STEER;
    }
}
