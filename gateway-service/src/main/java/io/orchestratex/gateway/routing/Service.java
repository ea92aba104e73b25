package io.orchestratex.gateway.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service behind the gateway with its addresses. Requests go round them; one that refused a
 * connection is left out for a while.
 */
public final class Service {

  private final String name;
  private final List<String> addresses;
  private final long headerDeadlineNanos;
  private final long idleNanos;
  private final long avoidNanos;
  private final AtomicInteger next = new AtomicInteger();
  private final ConcurrentMap<String, Long> avoidedSince = new ConcurrentHashMap<>();

  Service(
      String name,
      List<String> addresses,
      Duration headerDeadline,
      Duration idle,
      Duration avoidFailed) {
    this.name = name;
    this.addresses = List.copyOf(addresses);
    this.headerDeadlineNanos = headerDeadline.toNanos();
    this.idleNanos = idle.toNanos();
    this.avoidNanos = avoidFailed.toNanos();
  }

  public String name() {
    return name;
  }

  public List<String> addresses() {
    return addresses;
  }

  /** Longest wait from the end of a request to the head of its answer. */
  public long headerDeadlineNanos() {
    return headerDeadlineNanos;
  }

  /** Longest silence within an answer. */
  public long idleNanos() {
    return idleNanos;
  }

  /** The addresses in the order in which a request should try them. */
  public List<String> inOrder() {
    int size = addresses.size();
    if (size == 1) {
      return addresses;
    }
    int first = Math.floorMod(next.getAndIncrement(), size);
    long now = System.nanoTime();
    List<String> good = new ArrayList<>(size);
    List<String> bad = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String address = addresses.get((first + i) % size);
      Long since = avoidedSince.get(address);
      (since != null && now - since < avoidNanos ? bad : good).add(address);
    }
    good.addAll(bad);
    return good;
  }

  /** Notes that an address refused a connection. */
  public void failed(String address) {
    avoidedSince.put(address, System.nanoTime());
  }

  /** Notes that an address answered. */
  public void answered(String address) {
    if (!avoidedSince.isEmpty()) {
      avoidedSince.remove(address);
    }
  }
}
