package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.FailureMode;
import dev.perdure.api.SignalInfo;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document says what is there, and nothing else. */
class OpenApiTest {
    private final JsonNode document = read();

    @TempDir
    Path directory;

    @Test
    void describesEveryRouteAndNoOther() {
        var described = new TreeSet<String>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(verb -> described.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        try (Daemon daemon = Daemon.start(DaemonOptions.of(new StateDirectory(directory.resolve("state"))))) {
            assertThat(daemon.routes()).containsExactlyInAnyOrderElementsOf(described);
        }
    }

    @Test
    void namesTheFieldsThatTheRecordsHave() {
        assertThat(fields("Task")).containsExactlyElementsOf(components(TaskInfo.class));
        assertThat(fields("Step")).containsExactlyElementsOf(components(StepInfo.class));
        assertThat(fields("Signal")).containsExactlyElementsOf(components(SignalInfo.class));
        assertThat(fields("Event")).containsExactlyElementsOf(components(Event.class));
        assertThat(fields("Session")).containsExactlyElementsOf(components(SessionView.class));
        assertThat(fields("Processes")).containsExactlyElementsOf(components(ProcessesView.class));
        assertThat(fields("Screen")).containsExactlyElementsOf(components(ScreenView.class));
        assertThat(fields("Piece")).containsExactlyElementsOf(components(ScreenView.Piece.class));
        assertThat(fields("Waited")).containsExactlyElementsOf(components(SessionWaitResource.View.class));
        assertThat(fields("Search")).containsExactlyElementsOf(components(SessionSearchResource.View.class));
        assertThat(fields("Found")).containsExactlyElementsOf(components(SessionSearchResource.Found.class));
        assertThat(fields("Port")).containsExactlyElementsOf(components(PortResource.View.class));
        assertThat(fields("Server")).containsExactlyElementsOf(components(PortResource.Server.class));
        assertThat(fields("Exec")).containsExactlyElementsOf(components(ExecResource.View.class));
        assertThat(fields("Problem")).containsExactlyElementsOf(components(Problem.class));
    }

    @Test
    void namesTheCodesThatThereAre() {
        assertThat(codes("/components/schemas/State/enum"))
                .containsExactlyElementsOf(
                        list(Arrays.stream(TaskState.values()).map(TaskState::code)));
        assertThat(codes("/components/schemas/Problem/properties/code/enum"))
                .containsExactlyElementsOf(
                        list(Arrays.stream(ErrorCode.values()).map(ErrorCode::code)));
        assertThat(codes("/components/schemas/Failure/properties/mode/enum"))
                .containsExactlyElementsOf(
                        list(Arrays.stream(FailureMode.values()).map(FailureMode::code)));
        assertThat(codes("/components/schemas/Step/properties/kind/enum"))
                .containsExactlyElementsOf(
                        list(Arrays.stream(StepInfo.Kind.values()).map(StepInfo.Kind::code)));
        assertThat(codes("/components/schemas/Step/properties/state/enum"))
                .containsExactlyElementsOf(
                        list(Arrays.stream(StepInfo.State.values()).map(StepInfo.State::code)));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(document.findValues("$ref"))
                .isNotEmpty()
                .allSatisfy(ref -> assertThat(
                                document.at(ref.asString().substring(1)).isMissingNode())
                        .as(ref.asString())
                        .isFalse());
    }

    private List<String> fields(String schema) {
        return List.copyOf(
                document.at("/components/schemas/" + schema + "/properties").propertyNames());
    }

    private List<String> codes(String pointer) {
        return list(document.at(pointer).valueStream().map(JsonNode::asString));
    }

    private static List<String> components(Class<? extends Record> type) {
        return list(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName));
    }

    private static List<String> list(Stream<String> strings) {
        return strings.toList();
    }

    private static JsonNode read() {
        try (var in = OpenApiResource.class.getResourceAsStream(OpenApiResource.DOCUMENT)) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
