package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScratchRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The account that a scratch server runs under: this process's own, or, because PostgreSQL refuses
 * to run as root, {@code postgres} or {@code nobody} in place of root.
 *
 * @param prefix what changes to the account, before a command
 * @param owner of its files; null when that is this process
 */
record ScratchAccount(List<String> prefix, @Nullable UserPrincipal owner) {

  private static final List<String> ACCOUNTS = List.of("postgres", "nobody");

  /**
   * Chooses the account.
   *
   * @param folder one that it must get at
   * @param program one that it must be able to run
   */
  static ScratchAccount of(Path folder, Path program) throws IOException {
    if (!isRoot()) {
      return new ScratchAccount(List.of(), null);
    }
    UserPrincipalLookupService names = folder.getFileSystem().getUserPrincipalLookupService();
    for (String name : ACCOUNTS) {
      ScratchAccount account;
      try {
        account =
            new ScratchAccount(
                List.of("setpriv", "--reuid=" + name, "--regid=" + group(name), "--clear-groups"),
                names.lookupPrincipalByName(name));
      } catch (IOException e) {
        continue; // There is no such account here.
      }
      account.own(folder);
      if (account.reaches(folder, program)) {
        return account;
      }
    }
    throw new EngineException(
        ScratchRestore.NO_PROGRAM,
        "PostgreSQL does not run as root, and no other account (postgres, nobody) gets at %s and %s; run backup-service as an ordinary user, or set orchestratex.backup.drill.folder to a folder that every account may enter."
            .formatted(folder, program));
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static String group(String account) throws IOException {
    Process process = new ProcessBuilder("id", "-g", account).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (!text.matches("\\d+")) {
      throw new IOException(text);
    }
    return text;
  }

  private boolean reaches(Path folder, Path program) throws IOException {
    Process process =
        new ProcessBuilder(
                wrap(
                    List.of(
                        "/bin/sh",
                        "-c",
                        "test -w \"$0\" && test -x \"$1\"",
                        folder.toString(),
                        program.toString())))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Hands a folder over, with all that is in it. */
  void own(Path folder) throws IOException {
    UserPrincipal to = owner;
    if (to == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.toList()) {
        Files.getFileAttributeView(each, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setOwner(to);
      }
    }
  }

  /** The command that runs a command under this account, with the same process id. */
  List<String> wrap(List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return List.copyOf(all);
  }
}
