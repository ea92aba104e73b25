package io.orchestratex.cli.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is concluded from proc(5), with every file readable or not. */
class HostEnginesTest {

  private static final String OWN_NETWORK = "net:[1]";
  private static final String HEAD = "  sl  local_address rem_address   st …\n";

  @TempDir private Path proc;

  private final Set<String> answering = new HashSet<>();
  private String sockets = HEAD;
  private String sockets6 = HEAD;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectory(proc.resolve("net"));
    process(ProcessHandle.current().pid(), "java", 1, "1000", OWN_NETWORK);
  }

  /** A process that may be looked at, with its open sockets. */
  private void process(
      long pid, String program, long parent, String user, String network, String... inodes)
      throws IOException {
    Path folder = hidden(pid, program, parent, user);
    Path files = Files.createDirectory(folder.resolve("fd"));
    for (String each : inodes) {
      Files.createSymbolicLink(files.resolve(each), Path.of("socket:[" + each + "]"));
    }
    Files.createDirectory(folder.resolve("ns"));
    Files.createSymbolicLink(folder.resolve("ns/net"), Path.of(network));
  }

  /** A process of which only what everybody may read is there. */
  private Path hidden(long pid, String program, long parent, String user) throws IOException {
    Path folder = Files.createDirectory(proc.resolve(Long.toString(pid)));
    Files.writeString(folder.resolve("comm"), program + "\n");
    Files.writeString(folder.resolve("cmdline"), "/usr/bin/" + program + "\0");
    Files.writeString(
        folder.resolve("status"),
        "Name:\t%s\nPPid:\t%d\nUid:\t%s\t%s\t%s\t%s\n"
            .formatted(program, parent, user, user, user, user));
    return folder;
  }

  private void listens(String address, int port, String user, String inode) {
    String line =
        "   0: %s:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000 %5s        0 %s 1 0\n"
            .formatted(address, port, user, inode);
    if (address.length() > 8) {
      sockets6 += line;
    } else {
      sockets += line;
    }
  }

  private Found look() throws IOException {
    Files.writeString(proc.resolve("net/tcp"), sockets);
    Files.writeString(proc.resolve("net/tcp6"), sockets6);
    return new HostEngines(
            proc, (kind, endpoint) -> answering.contains(kind.text() + " " + endpoint))
        .look();
  }

  private static List<String> lines(Found found) {
    return found.engines().stream()
        .map(each -> "%s %s %s".formatted(each.kind().text(), each.endpoint(), each.seenAs()))
        .toList();
  }

  @Test
  void anEngineIsFoundByTheSocketThatItsProcessHasOpen() throws IOException {
    process(40, "postgres", 1, "106", OWN_NETWORK, "900", "901");
    process(41, "postgres", 40, "106", OWN_NETWORK); // One of its sessions.
    process(50, "mongod", 1, "107", OWN_NETWORK, "910");
    process(60, "redis-server", 1, "108", OWN_NETWORK, "920");
    process(70, "nginx", 1, "0", OWN_NETWORK, "930");
    listens("0100007F", 6000, "106", "900");
    listens("00000000000000000000000001000000", 6000, "106", "901");
    listens("00000000000000000000000000000000", 28000, "107", "910");
    listens("0A01A8C0", 6379, "108", "920");
    listens("00000000", 5432, "0", "930"); // Whatever it is, it is no PostgreSQL.

    Found found = look();

    assertThat(lines(found))
        .containsExactly(
            "postgresql 127.0.0.1:6000 process 40 (postgres)",
            "redis 192.168.1.10:6379 process 60 (redis-server)",
            "mongodb 127.0.0.1:28000 process 50 (mongod)");
    assertThat(found.unseen()).isEmpty();
  }

  @Test
  void whatMayNotBeLookedAtIsAskedAndElseSaid() throws IOException {
    hidden(40, "postgres", 1, "106");
    listens("0100007F", 6000, "106", "900"); // Of the account that runs a postgres.
    listens("0100007F", 27017, "107", "910"); // The usual port of MongoDB.
    listens("0100007F", 5432, "109", "920"); // Something else at a usual port.
    listens("0100007F", 9999, "109", "930");
    answering.addAll(List.of("postgresql 127.0.0.1:6000", "mongodb 127.0.0.1:27017"));

    Found found = look();

    assertThat(lines(found))
        .containsExactly(
            "postgresql 127.0.0.1:6000 process 40 (postgres)",
            "mongodb 127.0.0.1:27017 an answer at its usual port");
    assertThat(found.unseen())
        .singleElement()
        .satisfies(said -> assertThat(said).contains("5432, 9999", "sudo ox adopt"));
  }

  @Test
  void anEngineWithoutAPortAndOneInAnotherNetworkAreSaid() throws IOException {
    process(40, "postgres", 1, "106", OWN_NETWORK);
    process(50, "mongod", 1, "107", "net:[2]", "910");

    Found found = look();

    assertThat(found.engines())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.endpoint()).isNull();
          assertThat(each.obstacle()).contains("listens on no TCP port");
        });
    assertThat(found.unseen())
        .singleElement()
        .satisfies(said -> assertThat(said).contains("process 50 (mongod)", "containers"));
  }

  @Test
  void withoutTheKernelsListTheUsualPortsAreAsked() {
    answering.add("redis 127.0.0.1:6379");
    Found found =
        new HostEngines(
                proc.resolve("none"),
                (kind, endpoint) -> answering.contains(kind.text() + " " + endpoint))
            .look();
    assertThat(lines(found)).containsExactly("redis 127.0.0.1:6379 an answer at its usual port");
    assertThat(found.unseen())
        .singleElement()
        .satisfies(said -> assertThat(said).contains("ox target add"));
  }
}
