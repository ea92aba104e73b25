package io.orchestratex.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which port a listener gets. */
class PortsTest {

  @TempDir Path path;
  private final List<Ports> all = new ArrayList<>();

  @AfterEach
  void release() {
    all.forEach(Ports::release);
  }

  private Ports ports(String name, Map<String, String> caller) {
    Ports ports = new Ports(new StackFolder(path, path.resolve(name), false).create(), caller);
    all.add(ports);
    return ports;
  }

  private static int freePort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return server.getLocalPort();
    }
  }

  @Test
  void twoStacksThatStartAtOnceGetDifferentOnes() throws IOException {
    int standard = freePort();
    Ports first = ports("first", Map.of());
    Ports second = ports("second", Map.of());

    assertThat(first.choose("gateway-service", standard)).isEqualTo(standard);
    assertThat(second.choose("gateway-service", standard)).isNotEqualTo(standard);

    second.release();
    first.release();
    assertThat(ports("third", Map.of()).choose("gateway-service", standard)).isEqualTo(standard);
  }

  @Test
  void theSameHoldsForStacksOfTwoPrograms() throws Exception {
    int standard = freePort();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Choosing.class.getName(),
                path.toString(),
                Integer.toString(standard))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo(Integer.toString(standard));

      Ports first = ports("here", Map.of());

      assertThat(first.choose("gateway-service", standard)).isNotEqualTo(standard);
    } finally {
      other.destroyForcibly();
    }
  }

  /** Another {@code ox} between its choice and the server's start. */
  static final class Choosing {
    public static void main(String[] arguments) throws IOException {
      Path path = Path.of(arguments[0]);
      Ports ports =
          new Ports(new StackFolder(path, path.resolve("there"), false).create(), Map.of());
      System.out.println(ports.choose("gateway-service", Integer.parseInt(arguments[1])));
      System.in.read();
    }
  }

  @Test
  void thePortThatTheCallerAsksForWinsAndIsNeverReplacedByAnother() throws IOException {
    int asked = freePort();
    int standard = freePort();
    Map<String, String> caller = Map.of("OX_PORT_KAFKA_SUBSCRIBERS", Integer.toString(asked));
    Ports before = ports("first", Map.of());
    before.choose("kafka-subscribers", standard);
    before.release();

    Ports first = ports("first", caller);
    assertThat(first.isToMove("kafka-subscribers")).isTrue();
    assertThat(first.choose("kafka-subscribers", standard)).isEqualTo(asked);
    assertThat(first.isToMove("kafka-subscribers")).isFalse();
    assertThat(first.isToMove("kafka")).isFalse();

    Ports second = ports("second", caller);
    try (ServerSocket _ = new ServerSocket(asked, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> second.choose("kafka-subscribers", standard))
          .hasMessageContaining("OX_PORT_KAFKA_SUBSCRIBERS asks for port " + asked)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void namesASettingThatIsNoPort() {
    Ports first = ports("first", Map.of("OX_PORT_REDIS", "six"));

    assertThatThrownBy(() -> first.choose("redis", 6379))
        .hasMessage("OX_PORT_REDIS is \"six\"; it must be a port, 1 to 65535");
  }
}
