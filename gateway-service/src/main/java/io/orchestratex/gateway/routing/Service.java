package io.orchestratex.gateway.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service behind the gateway with its addresses. Requests go round them. An address that refused
 * a connection or is not alive is known to be down until a probe finds it; such a one is tried
 * last, and one that refused a connection at least for a while. Thread-safe.
 */
public final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  private final String name;
  private final List<String> addresses;
  private final long headerDeadlineNanos;
  private final long idleNanos;
  private final long suspectNanos;
  private final long avoidNanos;
  private final AddressWatch watch;
  private final AtomicInteger next = new AtomicInteger();
  private final ConcurrentMap<String, Long> avoidedSince = new ConcurrentHashMap<>();
  private final Set<String> down = ConcurrentHashMap.newKeySet();

  Service(String name, List<String> addresses, RoutingSettings routing, AddressWatch watch) {
    this.name = name;
    this.addresses = List.copyOf(addresses);
    this.headerDeadlineNanos = routing.headerDeadline(name).toNanos();
    this.idleNanos = routing.idle(name).toNanos();
    this.suspectNanos = routing.suspectAfter().toNanos();
    this.avoidNanos = routing.avoidFailed().toNanos();
    this.watch = watch;
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

  /** How long an answer's head may be waited for before the address is suspected. */
  public long suspectNanos() {
    return suspectNanos;
  }

  /** Whether each address is known to be down: a request would only wait. */
  public boolean isDown() {
    return !down.isEmpty() && down.size() == addresses.size();
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
      boolean avoided = since != null && now - since < avoidNanos;
      (avoided || down.contains(address) ? bad : good).add(address);
    }
    good.addAll(bad);
    return good;
  }

  /** Notes that an address refused a connection. */
  public void failed(String address) {
    avoidedSince.put(address, System.nanoTime());
    lost(address);
    watch.begin(this, address);
  }

  /** Notes that an address lets a request wait: it may be hung. */
  public void silent(String address) {
    watch.begin(this, address);
  }

  void lost(String address) {
    if (down.add(address)) {
      LOG.atWarn()
          .addKeyValue("service", name)
          .addKeyValue("address", address)
          .log("does not answer; is probed until it does");
    }
  }

  void found(String address) {
    avoidedSince.remove(address);
    if (down.remove(address)) {
      LOG.atInfo()
          .addKeyValue("service", name)
          .addKeyValue("address", address)
          .log("answers again");
    }
  }

  /** Notes that an address answered. */
  public void answered(String address) {
    if (!avoidedSince.isEmpty() || !down.isEmpty()) {
      found(address);
    }
  }
}
