package io.orchestratex.local.account;

import io.orchestratex.local.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The account for programs that refuse to run as root. An ordinary user runs them as himself; root
 * hands them to {@code postgres} or {@code nobody}.
 *
 * <p>That account must get at the data, which lies in the stack's closed folder, perhaps below
 * root's closed home. In this order: it simply can; it is given the one capability to pass closed
 * folders ({@code CAP_DAC_READ_SEARCH}, or the wider {@code CAP_DAC_OVERRIDE} where a container
 * lacks the former); root is mapped to a nameless user in a user namespace.
 */
public final class ServerAccount {

  private static final List<String> ACCOUNTS = List.of("postgres", "nobody");

  private final List<String> prefix;
  private final Optional<String> owner;

  private ServerAccount(List<String> prefix, Optional<String> owner) {
    this.prefix = prefix;
    this.owner = owner;
  }

  /** Whether this program runs as root. */
  public static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  /**
   * Chooses the account for a folder of data, and gives it the folder.
   *
   * @param data an existing folder
   * @param program one that the account must be able to run
   */
  public static ServerAccount forData(Path data, Path program) {
    if (!isRoot()) {
      return new ServerAccount(List.of(), Optional.empty());
    }
    return candidates()
        .filter(candidate -> candidate.give(data) && candidate.reaches(data, program))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "root may not run "
                    + program.getFileName()
                    + " and no other account (postgres, nobody) gets at "
                    + data
                    + "; run as an ordinary user, or put the checkout where others can read"));
  }

  private static Stream<ServerAccount> candidates() {
    List<ServerAccount> all = new ArrayList<>();
    for (String account : ACCOUNTS) {
      Optional<String> group = groupOf(account);
      if (group.isPresent()) {
        List<String> plain =
            List.of("setpriv", "--reuid=" + account, "--regid=" + group.get(), "--clear-groups");
        all.add(new ServerAccount(plain, Optional.of(account)));
        for (String capability : List.of("dac_read_search", "dac_override")) {
          List<String> wider = new ArrayList<>(plain);
          wider.add("--inh-caps=+" + capability);
          wider.add("--ambient-caps=+" + capability);
          all.add(new ServerAccount(List.copyOf(wider), Optional.of(account)));
        }
      }
    }
    all.add(new ServerAccount(List.of("unshare", "--user"), Optional.of("root")));
    return all.stream();
  }

  private static Optional<String> groupOf(String account) {
    Commands.Result result = Commands.run(List.of("id", "-g", account), 5, TimeUnit.SECONDS);
    return result.succeeded() ? Optional.of(result.output().strip()) : Optional.empty();
  }

  private boolean give(Path folder) {
    return owner.isEmpty()
        || Commands.run(
                List.of("chown", "-R", owner.get(), folder.toString()), 60, TimeUnit.SECONDS)
            .succeeded();
  }

  private boolean reaches(Path data, Path program) {
    List<String> test = List.of("sh", "-c", "test -w \"$0\" && test -x \"$1\"");
    List<String> command = new ArrayList<>(wrap(test));
    command.add(data.toString());
    command.add(program.toString());
    return Commands.run(command, 10, TimeUnit.SECONDS).succeeded();
  }

  /** Hands a file or folder over that was made later. */
  public void own(Path path) {
    if (Files.exists(path)) {
      give(path);
    }
  }

  /** The command that runs a command under this account, with the same pid. */
  public List<String> wrap(List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return List.copyOf(all);
  }
}
