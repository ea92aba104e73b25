package io.orchestratex.alert.channel.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which IP addresses a receiver may have. An IPv4 address inside an IPv6 one (mapped, compatible,
 * 6to4, NAT64) counts as itself, and so does what hides behind another spelling: only the bytes are
 * looked at.
 */
final class AddressRules {

  private AddressRules() {}

  /** What is wrong with where a name leads: one bad address of several is enough. */
  static Optional<String> wrongWith(
      List<InetAddress> resolved, boolean allowLoopback, boolean allowPrivate) {
    return resolved.stream()
        .flatMap(address -> wrongWith(plain(address), allowLoopback, allowPrivate).stream())
        .findFirst();
  }

  private static Optional<String> wrongWith(
      InetAddress address, boolean allowLoopback, boolean allowPrivate) {
    byte[] bytes = address.getAddress();
    if (address.isLinkLocalAddress() || isMetadata(address)) {
      return Optional.of("leads to a link-local or metadata address, which is never called");
    }
    if (address.isAnyLocalAddress() || first(bytes) == 0 && bytes.length == 4) {
      return Optional.of("leads to an unspecified address");
    }
    if (address.isMulticastAddress() || first(bytes) >= 240 && bytes.length == 4) {
      return Optional.of("leads to a multicast or reserved address");
    }
    if (address.isLoopbackAddress()) {
      return allowLoopback
          ? Optional.empty()
          : Optional.of(
              "leads to this machine; orchestratex.alert.webhook.allow-loopback would allow that");
    }
    return isPrivate(address) && !allowPrivate
        ? Optional.of(
            "leads into a private network; orchestratex.alert.webhook.allow-private would allow"
                + " that")
        : Optional.empty();
  }

  /** Where clouds answer with credentials, besides 169.254.169.254. */
  private static boolean isMetadata(InetAddress address) {
    String text = address.getHostAddress();
    return text.equals("100.100.100.200") || text.equals("fd00:ec2:0:0:0:0:0:254");
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean shared = bytes.length == 4 && first(bytes) == 100 && (bytes[1] & 0xc0) == 64;
    boolean unique = bytes.length == 16 && (first(bytes) & 0xfe) == 0xfc;
    return shared || unique || address.isSiteLocalAddress();
  }

  /** The IPv4 address that an IPv6 address stands for, else the address itself. */
  private static InetAddress plain(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    boolean sixToFour = first(bytes) == 0x20 && bytes[1] == 0x02;
    boolean translated = first(bytes) == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff;
    boolean compatible = zero(bytes, 0, 12) && !zero(bytes, 12, 15);
    boolean mapped =
        zero(bytes, 0, 8) && (bytes[10] & bytes[11] & 0xff) == 0xff
            || zero(bytes, 0, 8) && (bytes[8] & bytes[9] & 0xff) == 0xff;
    if (sixToFour) {
      return v4(bytes, 2);
    }
    return translated || compatible || mapped ? v4(bytes, 12) : address;
  }

  private static InetAddress v4(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean zero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static int first(byte[] bytes) {
    return bytes[0] & 0xff;
  }
}
