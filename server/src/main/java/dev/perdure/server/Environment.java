package dev.perdure.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The environment that a request gives to a program: its own variables, over the daemon's where that is wanted. */
final class Environment {
    private Environment() {}

    /** By the fields {@code env} and {@code inheritEnv}; {@code between} stands over what is inherited and under what is given. */
    static Map<String, String> of(JsonBody body, Map<String, String> between) {
        var environment = new HashMap<String, String>();
        if (body.json("inheritEnv") == null || body.flag("inheritEnv")) {
            environment.putAll(System.getenv());
        }
        // Where the daemon itself was started says nothing of the program.
        environment.keySet().removeAll(Set.of("PERDURE_SESSION", "COLUMNS", "LINES"));
        environment.putAll(between);
        environment.putAll(body.strings("env"));
        return environment;
    }
}
