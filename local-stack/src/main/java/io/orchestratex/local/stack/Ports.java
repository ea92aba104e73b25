package io.orchestratex.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which port each listener has. The standard one when it is free, else another; kept in {@code
 * ports.properties}, so that a restart comes back on the same one while it is free.
 */
public final class Ports {

  /** Below the range from which Linux takes the ports of outgoing connections. */
  private static final int LOWEST_OTHER = 17_000;

  private static final int HIGHEST_OTHER = 31_000;

  private final PropertyFile file;
  private final boolean standard;
  private final Map<Integer, String> taken = new HashMap<>();

  public Ports(StackFolder folder) {
    this.file = new PropertyFile(folder.path().resolve("ports.properties"));
    this.standard = !folder.test();
  }

  /** The port on which a listener is or was, without choosing one. */
  public Optional<Integer> kept(String listener) {
    return file.find(listener).map(Integer::valueOf);
  }

  /** The kept port. */
  public int of(String listener) {
    return kept(listener)
        .orElseThrow(() -> new IllegalStateException("no port was chosen for " + listener));
  }

  /**
   * Chooses the port of a listener that does not run: kept, standard or any, as long as it is free.
   */
  public synchronized int choose(String listener, int standardPort) {
    int port =
        kept(listener)
            .filter(kept -> usable(kept, listener))
            .or(() -> Optional.of(standardPort).filter(p -> standard && usable(p, listener)))
            .orElseGet(() -> any(listener));
    taken.put(port, listener);
    file.put(listener, Integer.toString(port));
    return port;
  }

  private int any(String listener) {
    RandomGenerator random = RandomGenerator.getDefault();
    for (int attempt = 0; attempt < 1000; attempt++) {
      int port = random.nextInt(LOWEST_OTHER, HIGHEST_OTHER);
      if (usable(port, listener)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port between 17000 and 31000");
  }

  private boolean usable(int port, String listener) {
    return taken.getOrDefault(port, listener).equals(listener) && free(port);
  }

  /** Whether nothing listens on this port of the loopback. */
  public static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
