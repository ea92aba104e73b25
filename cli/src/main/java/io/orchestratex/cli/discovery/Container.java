package io.orchestratex.cli.discovery;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A container that an engine runs in.
 *
 * @param names what it is reached by within the networks of its engine
 * @param port the port that the engine listens on inside
 * @param environment its variables: the values of harmless ones, and {@code (set)} for all others
 * @param user the account that its environment makes; null when it makes none
 * @param password of that account; null when the environment does not have it. Never printed
 */
public record Container(
    String name,
    String image,
    Set<String> names,
    int port,
    Map<String, String> environment,
    @Nullable String user,
    @Nullable String password) {

  public Container {
    names = Set.copyOf(names);
    environment = Map.copyOf(environment);
  }

  @Override
  public String toString() {
    return "container " + name + " (" + image + ")";
  }
}
