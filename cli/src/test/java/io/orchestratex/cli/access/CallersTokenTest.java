package io.orchestratex.cli.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code OX_TOKEN} and {@code OX_GATEWAY} belong together. */
class CallersTokenTest {

  @TempDir Path folder;

  @Test
  void isKeptFromAGatewayThatAVerbChoseByItself() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Asking.class.getName(),
            folder.resolve("credentials.json").toString());
    builder.environment().put("OX_GATEWAY", "http://elsewhere:1");
    builder.environment().put("OX_TOKEN", "elsewhere");

    Process asking = builder.redirectErrorStream(true).start();

    assertThat(new String(asking.getInputStream().readAllBytes(), UTF_8).lines())
        .containsExactly(
            "http://elsewhere:1 elsewhere",
            "http://here:1",
            "Not signed in at http://here:1. Sign in with: ox login");
  }

  /** Asks first as a person does, then as a verb does that chose its gateway. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] arguments) {
      Credentials nobody = new Credentials(Path.of(arguments[0]));
      URI address = new Connection().gateway().address();
      System.out.println(address + " " + new Gateway(address, nobody).token());

      System.setProperty(Connection.GATEWAY_PROPERTY, "http://here:1");
      address = new Connection().gateway().address();
      System.out.println(address);
      try {
        System.out.println(new Gateway(address, nobody).token());
      } catch (ApiFailure e) {
        System.out.println(e.explanation());
      }
    }
  }
}
