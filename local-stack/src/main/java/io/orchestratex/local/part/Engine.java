package io.orchestratex.local.part;

import java.util.List;
import java.util.Map;

/**
 * A part that the services work with: a store or a broker. Its folder holds all that is about it:
 * how the program is found, started and given accounts, how it runs in a container, what a service
 * may need of it, what {@code ox doctor} and {@code ox env} say of it.
 */
public interface Engine extends Part {

  /** Makes an engine of a stack. */
  @FunctionalInterface
  interface Kind {
    Engine in(StackContext context);
  }

  /**
   * Waits for a server that another program started on the chosen ports, such as a container, and
   * makes its accounts.
   */
  void adopt();

  /** The image of which its container is made. */
  String image();

  /** How it runs in a container for the tests; asked when the ports are chosen. */
  ContainerOrder container();

  /**
   * The variables by which a service reaches what it needs here.
   *
   * @param claim one whose {@link Need#engine()} is this part's name
   */
  Map<String, String> variables(Claim<?> claim);

  /**
   * The same for a test: what a service would own is made afresh, empty, and belongs to the test
   * alone.
   *
   * @param suffix unique to the test: lower case letters, digits, underscores
   */
  Map<String, String> freshVariables(Claim<?> claim, String suffix);

  /**
   * Whether a service that needs this engine can only start once it answers. A service keeps trying
   * to reach the others by itself.
   */
  default boolean isAwaited() {
    return true;
  }

  /** What this machine has and lacks for it; looks without changing anything. */
  default List<Finding> findings() {
    return List.of();
  }

  /** Names and values by which its tools learn where and as whom to connect. Holds passwords. */
  Map<String, String> toolEnvironment();

  /** One ready command line per tool, using the variables of {@link #toolEnvironment()}. */
  default Map<String, String> toolCommands() {
    return Map.of();
  }
}
