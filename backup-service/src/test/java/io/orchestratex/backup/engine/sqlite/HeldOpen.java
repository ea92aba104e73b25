package io.orchestratex.backup.engine.sqlite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Another program that has a database open, after it has carried out some statements. */
final class HeldOpen implements AutoCloseable {

  private final Process process;

  private HeldOpen(Process process) {
    this.process = process;
  }

  static HeldOpen with(Path file, String... statements) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HeldOpen.class.getName(),
                file.toString()));
    command.addAll(List.of(statements));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
        if (line == null) {
          throw new IllegalStateException("the program ended");
        }
      }
      return new HeldOpen(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String pid() {
    return Long.toString(process.pid());
  }

  /** Ends it as a crash does: its log and its journal stay. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  public static void main(String[] arguments) throws SQLException, IOException {
    try (Connection database = SampleFile.open(Path.of(arguments[0]))) {
      SampleFile.execute(database, Arrays.copyOfRange(arguments, 1, arguments.length));
      System.out.println("ready");
      System.in.read();
    }
  }
}
