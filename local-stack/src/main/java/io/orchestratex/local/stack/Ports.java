package io.orchestratex.local.stack;

import io.orchestratex.local.process.Listeners;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which port each listener has: the one that the caller asks for ({@code OX_PORT_GATEWAY_SERVICE}),
 * else the standard one when it is free, else another; kept in {@code ports.properties}, so that a
 * restart comes back on the same one while it is free.
 *
 * <p>Until the servers listen, a chosen port is reserved among the stacks of this account: two that
 * start at once get different ones.
 */
public final class Ports {

  /** What the names of the variables begin with by which a port is asked for. */
  public static final String VARIABLES = "OX_PORT_";

  /** Below the range from which Linux takes the ports of outgoing connections. */
  private static final int LOWEST_OTHER = 17_000;

  private static final int HIGHEST_OTHER = 31_000;

  private final PropertyFile file;
  private final boolean standard;
  private final Map<String, String> caller;
  private final Map<Integer, String> taken = new HashMap<>();
  private final PortReservations reservations;

  public Ports(StackFolder folder) {
    // The tests' stacks never meet the ports that a developer asks for.
    this(folder, folder.test() ? Map.of() : System.getenv());
  }

  Ports(StackFolder folder, Map<String, String> caller) {
    this.file = new PropertyFile(folder.path().resolve("ports.properties"));
    this.standard = !folder.test();
    this.caller = Map.copyOf(caller);
    this.reservations = new PortReservations(folder.path());
  }

  /** The port on which a listener is or was, without choosing one. */
  public Optional<Integer> kept(String listener) {
    return file.find(listener).map(Integer::valueOf);
  }

  /** Whether any listener ever had a port. */
  public boolean isAnyKept() {
    return !file.isEmpty();
  }

  /** The kept port. */
  public int of(String listener) {
    return kept(listener)
        .orElseThrow(() -> new IllegalStateException("no port was chosen for " + listener));
  }

  /** Whether the caller asks for another port than the one on which a listener is. */
  public boolean isToMove(String listener) {
    return asked(listener)
        .filter(port -> kept(listener).filter(port::equals).isEmpty())
        .isPresent();
  }

  /**
   * Chooses the port of a listener that does not run: the one asked for, else the kept one, the
   * standard one or any, as long as it is free.
   *
   * @throws IllegalStateException when the port that was asked for is not free
   */
  public synchronized int choose(String listener, int standardPort) {
    Optional<Integer> asked = asked(listener);
    if (asked.isPresent() && !usable(asked.get(), listener)) {
      throw new IllegalStateException(
          "%s asks for port %d, which is held by %s; ask for another, or end that program"
              .formatted(variable(listener), asked.get(), holder(asked.get())));
    }
    int port =
        asked
            .or(() -> kept(listener).filter(kept -> usable(kept, listener)))
            .or(() -> Optional.of(standardPort).filter(p -> standard && usable(p, listener)))
            .orElseGet(() -> any(listener));
    taken.put(port, listener);
    file.put(listener, Integer.toString(port));
    return port;
  }

  private String holder(int port) {
    return Optional.ofNullable(taken.get(port))
        .map(listener -> "this stack's " + listener)
        .or(() -> Listeners.holder(port))
        .orElse("a stack that is starting");
  }

  private static String variable(String listener) {
    return VARIABLES + listener.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private Optional<Integer> asked(String listener) {
    String value = caller.getOrDefault(variable(listener), "").strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.matches("\\d{1,5}")
        || Integer.parseInt(value) < 1
        || Integer.parseInt(value) > 65535) {
      throw new IllegalStateException(
          variable(listener) + " is \"" + value + "\"; it must be a port, 1 to 65535");
    }
    return Optional.of(Integer.valueOf(value));
  }

  /** The chosen ports are listened on, or never will be. */
  public void release() {
    reservations.close();
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
    return taken.getOrDefault(port, listener).equals(listener)
        && reservations.take(port)
        && free(port);
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
