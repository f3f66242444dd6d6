package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

/** One copy of the native library, however processes end. */
final class NativeLibraryTest {
    @TempDir
    Path directory;

    @Test
    void killedProcessesLeaveNothingInTheTemporaryDirectoryAndOneCopyInTheCache() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path cache = directory.resolve("cache");
        for (int i = 0; i < 2; i++) {
            try (ChildJvm child = ChildJvm.run(
                    List.of("-Djava.io.tmpdir=" + temporary),
                    Map.of("XDG_CACHE_HOME", cache.toString()),
                    AppendingProcess.class,
                    directory.resolve("state").toString(),
                    "r" + i)) {
                assertThat(child.line()).isEqualTo("open");
                child.kill();
            }
        }
        assertThat(temporary).isEmptyDirectory();
        assertThat(filesUnder(cache)).hasSize(1);
    }

    @Test
    void aProcessWithoutACacheDirectoryOpensTheStoreAllTheSame() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        try (ChildJvm child = ChildJvm.run(
                List.of("-Djava.io.tmpdir=" + directory),
                Map.of("XDG_CACHE_HOME", file.toString()),
                AppendingProcess.class,
                directory.resolve("state").toString(),
                "x")) {
            assertThat(child.line()).isEqualTo("open");
        }
    }

    @Test
    void aDamagedCopyIsWrittenAgain() throws Exception {
        Path library = library();
        byte[] whole = Files.readAllBytes(library);
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(library, damaged);
        assertThat(library()).isEqualTo(library).hasBinaryContent(whole);
        Files.write(library, new byte[0]);
        assertThat(library()).hasBinaryContent(whole);
    }

    @Test
    void manyAtOnceGetOneWholeCopy() throws Exception {
        Set<Path> libraries = ConcurrentHashMap.newKeySet();
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<Boolean> provide = () -> libraries.add(library());
            for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(32, provide))) {
                done.get();
            }
        }
        assertThat(filesUnder(directory)).containsExactlyElementsOf(libraries);
    }

    @Test
    void aDirectoryInWhichOthersCanWriteIsNotUsed() throws Exception {
        Path folder = NativeLibrary.provide(directory);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> NativeLibrary.provide(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a directory of this user alone");
    }

    @Test
    void theCacheIsWhereTheEnvironmentSays() {
        assertThat(NativeLibrary.cacheDirectory(Map.of("XDG_CACHE_HOME", "/c", "HOME", "/h"), "/u"))
                .isEqualTo(Path.of("/c/perdure"));
        assertThat(NativeLibrary.cacheDirectory(Map.of("XDG_CACHE_HOME", "c", "HOME", "/h"), "/u"))
                .isEqualTo(Path.of("/h/.cache/perdure"));
        assertThat(NativeLibrary.cacheDirectory(Map.of(), "/u")).isEqualTo(Path.of("/u/.cache/perdure"));
    }

    private Path library() throws IOException {
        return NativeLibrary.provide(directory).resolve(LibraryLoaderUtil.getNativeLibName());
    }

    private static List<Path> filesUnder(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
