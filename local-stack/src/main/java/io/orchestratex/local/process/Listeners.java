package io.orchestratex.local.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Which process takes the connections to a port of this machine's loopback. The operating system
 * knows it, so no program can pretend to be another: on Linux the kernel's list of sockets is
 * compared with the files that a process has open; elsewhere {@code lsof} is asked, and where that
 * is missing the process is believed.
 */
public final class Listeners {

  private static final Path PROC = Path.of("/proc");
  private static final List<Path> LISTS =
      List.of(PROC.resolve("net/tcp"), PROC.resolve("net/tcp6"));
  private static final String LISTENING = "0A";
  private static final String MAPPED = "0000000000000000FFFF0000";

  /** The addresses of a listener as the kernel writes them, the one that it prefers first. */
  private static final List<Set<String>> PREFERRED =
      List.of(
          Set.of("0100007F", MAPPED + "0100007F"),
          Set.of("00000000", MAPPED + "00000000"),
          Set.of("0".repeat(32)));

  private Listeners() {}

  /** Who takes the connections to a port, seen from one process. */
  public enum Owner {
    /** Nothing listens. */
    NONE,
    /** That process, or a child of it. */
    THIS,
    /** Another program. */
    ANOTHER
  }

  private record Socket(String inode, String user) {}

  /** Whether a process takes the connections to a port of the loopback. */
  public static Owner owner(int port, long pid) {
    if (!Files.isReadable(LISTS.getFirst())) {
      return ownerByLsof(port, pid);
    }
    List<Socket> sockets = listening(port);
    if (sockets.isEmpty()) {
      return Owner.NONE;
    }
    return sockets.stream().allMatch(socket -> holds(pid, socket)) ? Owner.THIS : Owner.ANOTHER;
  }

  /** The program that listens on a port, by name as far as it can be seen; empty when none does. */
  public static Optional<String> holder(int port) {
    if (!Files.isReadable(LISTS.getFirst())) {
      return byLsof(port).stream().findFirst().map(pid -> "process " + pid);
    }
    return listening(port).stream().findFirst().map(Listeners::named);
  }

  private static String named(Socket socket) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : all) {
        if (hasOpen(process, socket).orElse(false)) {
          String name = read(process.resolve("comm")).map(String::strip).orElse("a program");
          return name + " (process " + process.getFileName() + ")";
        }
      }
    } catch (IOException e) {
      // Processes come and go; without its name the program is described by its user.
    }
    return "a program of the user with the number " + socket.user();
  }

  /** The sockets to which the kernel hands connections to 127.0.0.1 on a port. */
  private static List<Socket> listening(int port) {
    String suffix = ":%04X".formatted(port);
    List<String[]> lines =
        LISTS.stream()
            .flatMap(list -> read(list).stream())
            .flatMap(String::lines)
            .map(line -> line.strip().split("\\s+", -1))
            .filter(fields -> fields.length > 9 && fields[3].equals(LISTENING))
            .filter(fields -> fields[1].endsWith(suffix))
            .toList();
    for (Set<String> addresses : PREFERRED) {
      List<Socket> found =
          lines.stream()
              .filter(fields -> addresses.contains(fields[1].replaceAll(":.*", "")))
              .map(fields -> new Socket(fields[9], fields[7]))
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private static boolean holds(long pid, Socket socket) {
    Path process = PROC.resolve(Long.toString(pid));
    Optional<Boolean> itself = hasOpen(process, socket);
    if (itself.isEmpty()) {
      // Another account's process, in a container whose root may not look into it: its account has
      // to do.
      return userOf(process)
          .filter(user -> !userOf(PROC.resolve("self")).equals(Optional.of(user)))
          .filter(socket.user()::equals)
          .isPresent();
    }
    return itself.get()
        || ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .anyMatch(
                child -> hasOpen(PROC.resolve(Long.toString(child.pid())), socket).orElse(false));
  }

  /** Whether a process has a socket open; empty when it may not be looked at. */
  private static Optional<Boolean> hasOpen(Path process, Socket socket) {
    String wanted = "socket:[" + socket.inode() + "]";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (wanted.equals(target(file))) {
          return Optional.of(true);
        }
      }
      return Optional.of(false);
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return Files.isDirectory(process) ? Optional.empty() : Optional.of(false);
    }
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      // It was closed meanwhile.
      return "";
    }
  }

  private static Optional<String> userOf(Path process) {
    return read(process.resolve("status"))
        .flatMap(text -> text.lines().filter(line -> line.startsWith("Uid:")).findFirst())
        .map(line -> line.split("\\s+", -1)[1]);
  }

  private static Owner ownerByLsof(int port, long pid) {
    if (Commands.find("lsof").isEmpty()) {
      return Owner.THIS;
    }
    Set<Long> listening = byLsof(port);
    if (listening.isEmpty()) {
      if (!accepts(port)) {
        return Owner.NONE;
      }
      listening = byLsof(port); // It may have begun to listen just now.
      if (listening.isEmpty()) {
        return Owner.ANOTHER; // Without root lsof shows only the caller's own processes.
      }
    }
    List<Long> family = new ArrayList<>(List.of(pid));
    ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .forEach(family::add);
    return family.containsAll(listening) ? Owner.THIS : Owner.ANOTHER;
  }

  private static boolean accepts(int port) {
    try (SocketChannel _ = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Set<Long> byLsof(int port) {
    Commands.Result result =
        Commands.run(
            List.of("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fp"), 10, TimeUnit.SECONDS);
    return result
        .output()
        .lines()
        .filter(line -> line.matches("p\\d+"))
        .map(line -> Long.valueOf(line.substring(1)))
        .collect(Collectors.toSet());
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
