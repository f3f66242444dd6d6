package dev.perdure.examples.vendorreview.maven;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The repository on this machine's disk: what builds have downloaded or installed here, and nothing newer. */
public final class LocalRepository implements MavenRepository {
    private final Path root;

    /** The repository in that folder, which need not exist. */
    public LocalRepository(Path root) {
        this.root = root;
    }

    /** Maven's own: the property {@code maven.repo.local}, or {@code ~/.m2/repository}. */
    public static LocalRepository fromEnvironment() {
        Path usual = Path.of(System.getProperty("user.home"), ".m2", "repository");
        return new LocalRepository(Path.of(System.getProperty("maven.repo.local", usual.toString())));
    }

    @Override
    public String address(String path) {
        return root.resolve(path).toString();
    }

    @Override
    public List<String> versions(Coordinates library) throws IOException {
        Path folder = root.resolve(library.folder());
        if (!Files.isDirectory(folder)) {
            throw new NotInRepositoryException(folder.toString());
        }
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(version -> version.getFileName().toString())
                    .filter(version -> Files.exists(root.resolve(library.pom(version))))
                    .toList();
        }
    }

    @Override
    public byte[] read(String path) throws IOException {
        return tail(path, READ_LIMIT);
    }

    @Override
    public FileHead head(String path) throws IOException {
        // The file's time is when it came here, not when it was published.
        return new FileHead(Files.size(existing(path)), null);
    }

    @Override
    public byte[] tail(String path, int bytes) throws IOException {
        try (var content = new RandomAccessFile(existing(path).toFile(), "r")) {
            content.seek(Math.max(0, content.length() - bytes));
            byte[] tail = new byte[(int) (content.length() - content.getFilePointer())];
            content.readFully(tail);
            return tail;
        }
    }

    private Path existing(String path) throws NotInRepositoryException {
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            throw new NotInRepositoryException(address(path));
        }
        return file;
    }
}
