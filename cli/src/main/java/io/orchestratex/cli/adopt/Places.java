package io.orchestratex.cli.adopt;

import io.orchestratex.cli.discovery.Container;
import io.orchestratex.cli.discovery.Endpoint;
import io.orchestratex.cli.discovery.FoundEngine;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether two addresses mean the same place, and how services reach this machine.
 *
 * @param names names and addresses of this machine, in lower case
 * @param name what this machine is called
 * @param reachedAs by what services reach it; null: as its engines listen
 */
record Places(Set<String> names, String name, @Nullable String reachedAs) {

  private static final Pattern HOST =
      Pattern.compile("(?<host>\\[[^]]+]|[^:,/?]+)(?::(?<port>\\d{1,5}))?");

  Places {
    names = Set.copyOf(names);
  }

  /** Of this machine. */
  static Places here(@Nullable String reachedAs) {
    Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1", "0.0.0.0"));
    String name = "localhost";
    try {
      name = InetAddress.getLocalHost().getHostName();
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        Collections.list(each.getInetAddresses())
            .forEach(address -> names.add(address.getHostAddress().replaceFirst("%.*", "")));
      }
    } catch (UnknownHostException | SocketException e) {
      // Its loopback is known anyway.
    }
    names.add(name.toLowerCase(Locale.ROOT));
    if (reachedAs != null) {
      names.add(reachedAs.toLowerCase(Locale.ROOT));
    }
    return new Places(names, name, reachedAs);
  }

  /** Whether an engine is what answers at a host and port. */
  boolean isAt(FoundEngine engine, String host, int port) {
    String lower = host.toLowerCase(Locale.ROOT);
    Endpoint endpoint = engine.endpoint();
    if (endpoint != null
        && endpoint.port() == port
        && (names.contains(lower) || endpoint.host().equals(lower))) {
      return true;
    }
    Container container = engine.container();
    return container != null && container.port() == port && container.names().contains(host);
  }

  /**
   * Whether an engine is one of those that an address names.
   *
   * @param address {@code host:port}, or several of them, perhaps with a scheme and a path
   */
  boolean isAmong(FoundEngine engine, String address) {
    String hosts = address.replaceFirst("^[a-z+]+://", "").split("[/?]", 2)[0];
    for (String each : hosts.split(",", -1)) {
      Matcher matcher = HOST.matcher(each);
      if (matcher.matches()) {
        String port = matcher.group("port");
        int number = port == null ? engine.kind().port() : Integer.parseInt(port);
        if (isAt(engine, matcher.group("host").replaceAll("[\\[\\]]", ""), number)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where services reach an engine. */
  Endpoint reached(Endpoint endpoint) {
    return reachedAs == null ? endpoint : new Endpoint(reachedAs, endpoint.port());
  }
}
