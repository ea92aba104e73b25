package io.orchestratex.cli.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A process, as far as its folder in proc(5) may be read.
 *
 * @param parent pid of the process that started it; 0 when unknown
 * @param user the number of its account; empty when unknown
 * @param program the name of what runs
 * @param kind the engine that it is; null for anything else
 * @param sockets inodes of its open sockets; null when this account may not look
 * @param network names its network namespace; null when this account may not look
 */
record HostProcess(
    long pid,
    long parent,
    String user,
    String program,
    @Nullable EngineKind kind,
    @Nullable Set<String> sockets,
    @Nullable String network) {

  private static final String SOCKET = "socket:[";

  HostProcess {
    sockets = sockets == null ? null : Set.copyOf(sockets);
  }

  boolean isHidden() {
    return sockets == null;
  }

  boolean holds(String inode) {
    return sockets != null && sockets.contains(inode);
  }

  @Override
  public String toString() {
    return "process " + pid + " (" + program + ")";
  }

  /** All processes that are there; those that end meanwhile are left out. */
  static List<HostProcess> all(Path proc) {
    List<HostProcess> processes = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path folder : folders) {
        of(folder).ifPresent(processes::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Without the folder there are no processes to see; that is said by who asked.
    }
    return processes;
  }

  private static Optional<HostProcess> of(Path folder) {
    String name = read(folder.resolve("comm")).strip();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String status = read(folder.resolve("status"));
    return Optional.of(
        new HostProcess(
            Long.parseLong(Objects.requireNonNull(folder.getFileName()).toString()),
            Long.parseLong("0" + field(status, "PPid:")),
            field(status, "Uid:"),
            name,
            kind(name, read(folder.resolve("cmdline"))),
            sockets(folder.resolve("fd")),
            link(folder.resolve("ns/net"))));
  }

  private static @Nullable EngineKind kind(String name, String command) {
    if (name.equals("java") && command.contains("org.neo4j.")) {
      return EngineKind.NEO4J;
    }
    String first = command.split("\0", 2)[0];
    return EngineKind.ofProgram(name)
        .or(() -> EngineKind.ofProgram(first.substring(first.lastIndexOf('/') + 1)))
        .orElse(null);
  }

  /** The first word after the name of a field. */
  private static String field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.split("\\s+", 3)[1])
        .findFirst()
        .orElse("");
  }

  private static @Nullable Set<String> sockets(Path files) {
    Set<String> inodes = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(files)) {
      for (Path file : all) {
        String target = link(file);
        if (target != null && target.startsWith(SOCKET)) {
          inodes.add(target.substring(SOCKET.length(), target.length() - 1));
        }
      }
      return inodes;
    } catch (IOException | DirectoryIteratorException e) {
      return null;
    }
  }

  private static @Nullable String link(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return null;
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
