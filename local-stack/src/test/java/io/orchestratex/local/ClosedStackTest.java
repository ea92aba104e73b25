package io.orchestratex.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.local.account.ServerAccount;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.StackClosedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user hears who may not look into the stack's folder. */
final class ClosedStackTest {

  @TempDir Path root;

  @Test
  void isNotCalledStopped() throws Exception {
    Path folder = Files.createDirectory(root.resolve(".orchestratex"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
    List<String> command = new ArrayList<>();
    if (ServerAccount.isRoot()) {
      // Root passes closed folders by two capabilities.
      String without = "=-dac_override,-dac_read_search";
      command.addAll(List.of("setpriv", "--bounding-set" + without, "--inh-caps" + without));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Looking.class.getName()));
    command.add(root.toString());

    Process looking = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(looking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said.lines()).hasSize(3).allMatch(line -> line.contains("is closed to this user"));
  }

  /** Asks for the state, starts and reads logs. */
  static final class Looking {
    public static void main(String[] arguments) {
      LocalStack stack = LocalStack.at(Path.of(arguments[0]));
      hear(stack::status);
      hear(() -> stack.up(Progress.SILENT));
      hear(stack::gatewayAddress);
    }

    private static void hear(Runnable asking) {
      try {
        asking.run();
        System.out.println("was answered");
      } catch (StackClosedException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
