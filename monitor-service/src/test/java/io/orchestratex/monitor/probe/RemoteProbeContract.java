package io.orchestratex.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a probe of a remote target owes as well: it says why a measurement failed. */
public abstract class RemoteProbeContract extends ProbeContract {

  /** The live address with a wrong password. */
  protected String wrongPasswordAddress() {
    return liveAddress().replaceFirst(":[^:@/]+@", ":wrong-password@");
  }

  /** An address of this engine at a host and port. */
  protected abstract String addressAt(String host, int port);

  @Test
  void namesAWrongPassword() {
    assertFails(wrongPasswordAddress(), Reason.AUTH);
  }

  @Test
  void namesAPortWhereNothingListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertFails(addressAt("127.0.0.1", port), Reason.CONNECT);
  }

  @Test
  void namesAHostThatDoesNotExist() {
    assertFails(addressAt("nowhere.invalid", 1234), Reason.DNS);
  }

  @Test
  void namesATargetThatAcceptsAndNeverAnswers() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertFails(addressAt("127.0.0.1", mute.getLocalPort()), Reason.TIMEOUT);
    }
  }

  private void assertFails(String address, Reason reason) {
    try (Probe.Session session = open(address)) {
      long begun = System.nanoTime();
      Measurement measurement = session.measure(DEADLINE);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);

      assertThat(measurement).isInstanceOf(Measurement.Failed.class);
      Measurement.Failed failed = (Measurement.Failed) measurement;
      assertThat(failed.reason()).as(failed.detail()).isEqualTo(reason);
      assertThat(failed.detail()).doesNotContain("wrong-password", "\n");
      assertThat(took).isLessThan(DEADLINE);
    }
  }
}
