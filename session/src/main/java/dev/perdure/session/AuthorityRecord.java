package dev.perdure.session;

import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What must outlive the host about who may do what: the format of the {@code authority.json} file. A revoked agent must
 * not get its right back by killing the daemon.
 */
record AuthorityRecord(Map<String, Right> caps, Optional<Operator> helm, long helmSeconds) {
    static final String FILE = "authority.json";
    static final AuthorityRecord NONE = new AuthorityRecord(Map.of(), Optional.empty(), 0);
    private static final JsonMapper MAPPER = new JsonMapper();

    AuthorityRecord {
        caps = Map.copyOf(caps);
    }

    static AuthorityRecord parse(String json) {
        return MAPPER.readValue(json, AuthorityRecord.class);
    }

    String json() {
        return MAPPER.writeValueAsString(this);
    }
}
