package io.orchestratex.local.part;

import io.orchestratex.local.process.Fingerprint;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a container is made of. Two equal orders need one container only.
 *
 * @param entrypoint replaces the image's; empty leaves it
 * @param ports of this machine's loopback, with those of the container
 */
public record ContainerOrder(
    String image,
    List<String> entrypoint,
    List<String> command,
    Map<String, String> environment,
    Map<Integer, Integer> ports) {

  public ContainerOrder {
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    // Sorted: the fingerprint must not depend on the order of a hash map.
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    ports = Collections.unmodifiableMap(new TreeMap<>(ports));
  }

  /** Equal for equal orders, also in another process. */
  public String fingerprint() {
    return Fingerprint.of(toString());
  }
}
