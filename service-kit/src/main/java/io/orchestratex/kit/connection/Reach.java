package io.orchestratex.kit.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first two steps, which are the same for every server: its name and a connection to it. */
public final class Reach {

  private static final Duration LIMIT = Duration.ofSeconds(4);

  private Reach() {}

  /**
   * Tries hosts, one of which is enough.
   *
   * @param hosts each {@code host:port}, IPv6 addresses in brackets
   * @return the first that takes connections; empty when the test failed
   */
  public static Optional<InetSocketAddress> check(ConnectionTest test, List<String> hosts) {
    List<InetSocketAddress> found = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String each : hosts) {
      int colon = each.lastIndexOf(':');
      String host = each.substring(0, colon).replaceAll("^\\[|]$", "");
      try {
        found.add(
            new InetSocketAddress(
                InetAddress.getByName(host), Integer.parseInt(each.substring(colon + 1))));
      } catch (UnknownHostException e) {
        unknown.add(host);
      }
    }
    String nameless = String.join(", ", unknown);
    if (found.isEmpty()) {
      test.fail(
          Step.NAME,
          "no address is known for the name " + nameless + ".",
          "Correct the name, or make it known to the DNS that this service uses.");
      return Optional.empty();
    }
    test.pass(
        Step.NAME,
        unknown.isEmpty()
            ? "every host has an address"
            : "no address is known for " + nameless + ", but for another host");
    return connect(test, found);
  }

  private static Optional<InetSocketAddress> connect(
      ConnectionTest test, List<InetSocketAddress> addresses) {
    List<String> faults = new ArrayList<>();
    for (InetSocketAddress address : addresses) {
      String shown = address.getHostString() + ":" + address.getPort();
      try (Socket socket = new Socket()) {
        socket.connect(address, (int) LIMIT.toMillis() / addresses.size());
        test.pass(Step.TCP, shown + " takes connections");
        return Optional.of(address);
      } catch (SocketTimeoutException e) {
        faults.add(shown + " does not answer");
      } catch (IOException e) {
        faults.add(shown + " refuses connections");
      }
    }
    test.fail(
        Step.TCP,
        String.join("; ", faults) + ".",
        "Check the port, whether the server listens at this address, and the firewall between.");
    return Optional.empty();
  }
}
