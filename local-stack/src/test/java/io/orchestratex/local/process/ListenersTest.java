package io.orchestratex.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.local.process.Listeners.Owner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** An answer comes from the process that holds the port, and from no other. */
class ListenersTest {

  @Test
  void tellsWhoseAPortIs() throws IOException {
    Process other = new ProcessBuilder("sleep", "600").start();
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = server.getLocalPort();

      assertThat(Listeners.owner(port, ProcessHandle.current().pid())).isEqualTo(Owner.THIS);
      assertThat(Listeners.owner(port, other.pid())).isEqualTo(Owner.ANOTHER);
      assertThat(Listeners.holder(port).orElseThrow())
          .contains("process " + ProcessHandle.current().pid());
    } finally {
      other.destroyForcibly();
    }

    assertThat(Listeners.owner(port, ProcessHandle.current().pid())).isEqualTo(Owner.NONE);
    assertThat(Listeners.holder(port)).isEmpty();
  }

  @Test
  void seesAListenerOnAllAddresses() throws IOException {
    Process other = new ProcessBuilder("sleep", "600").start();
    try (ServerSocket server = new ServerSocket(0)) {
      assertThat(Listeners.owner(server.getLocalPort(), ProcessHandle.current().pid()))
          .isEqualTo(Owner.THIS);
      assertThat(Listeners.owner(server.getLocalPort(), other.pid())).isEqualTo(Owner.ANOTHER);
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aProcessThatEndedHoldsNothing() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(Listeners.owner(server.getLocalPort(), ended.pid())).isEqualTo(Owner.ANOTHER);
    }
  }
}
