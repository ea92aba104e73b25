package io.orchestratex.alert.channel.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which IP addresses a receiver may have: public ones, and those of this machine or of a private
 * network where the settings allow it. The ranges are those of the IANA special-purpose address
 * registries (https://www.iana.org/assignments/iana-ipv4-special-registry,
 * https://www.iana.org/assignments/iana-ipv6-special-registry) and the addresses at which clouds
 * answer with credentials.
 *
 * <p>An IPv4 address inside an IPv6 one (mapped, compatible, translated, NAT64, 6to4) counts as
 * itself, and so does what hides behind another spelling: only the bytes are looked at.
 */
final class AddressRules {

  /** Where a cloud answers its machines, besides the link-local ranges. */
  private static final List<AddressRange> METADATA =
      AddressRange.of(
          "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128", "fd20:ce::254/128");

  private static final List<AddressRange> LINK_LOCAL =
      AddressRange.of("169.254.0.0/16", "fe80::/10");

  private static final List<AddressRange> UNSPECIFIED = AddressRange.of("0.0.0.0/8", "::/128");

  private static final List<AddressRange> LOOPBACK = AddressRange.of("127.0.0.0/8", "::1/128");

  private static final List<AddressRange> PRIVATE =
      AddressRange.of(
          "10.0.0.0/8",
          "100.64.0.0/10",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "fc00::/7",
          "fec0::/10");

  /** Multicast, reserved, or set aside for a protocol, for measurements or for examples. */
  private static final List<AddressRange> SPECIAL =
      AddressRange.of(
          "192.0.0.0/24", // protocols
          "192.0.2.0/24", // examples
          "192.31.196.0/24", // AS112
          "192.52.193.0/24", // AMT
          "192.88.99.0/24", // 6to4 relays
          "192.175.48.0/24", // AS112
          "198.18.0.0/15", // measurements
          "198.51.100.0/24", // examples
          "203.0.113.0/24", // examples
          "224.0.0.0/4", // multicast
          "240.0.0.0/4", // reserved
          "2001::/23", // protocols, with Teredo, measurements and ORCHID
          "2001:db8::/32", // examples
          "2620:4f:8000::/48", // AS112
          "3fff::/20"); // examples

  /** Every public address of IPv6; what lies outside is special or not assigned. */
  private static final AddressRange PUBLIC_IPV6 = AddressRange.of("2000::/3");

  private static final AddressRange SIX_TO_FOUR = AddressRange.of("2002::/16");

  /** IPv6 ranges whose addresses end with one of IPv4. */
  private static final List<AddressRange> ENDING_WITH_IPV4 =
      AddressRange.of("::ffff:0:0:0/96", "64:ff9b::/96", "::/96");

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
    if (in(LINK_LOCAL, address) || in(METADATA, address)) {
      return Optional.of("leads to a link-local or metadata address, which is never called");
    }
    if (in(UNSPECIFIED, address)) {
      return Optional.of("leads to an unspecified address");
    }
    if (in(LOOPBACK, address)) {
      return allowLoopback
          ? Optional.empty()
          : Optional.of(
              "leads to this machine; orchestratex.alert.webhook.allow-loopback would allow that");
    }
    if (in(PRIVATE, address)) {
      return allowPrivate
          ? Optional.empty()
          : Optional.of(
              "leads into a private network; orchestratex.alert.webhook.allow-private would allow"
                  + " that");
    }
    return in(SPECIAL, address)
            || !(address instanceof Inet4Address) && !PUBLIC_IPV6.contains(address)
        ? Optional.of("leads to a multicast, reserved or special-purpose address")
        : Optional.empty();
  }

  private static boolean in(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /** The IPv4 address that an IPv6 address stands for, else the address itself. */
  private static InetAddress plain(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (SIX_TO_FOUR.contains(address)) {
      return of(Arrays.copyOfRange(bytes, 2, 6));
    }
    boolean standsForItself = in(UNSPECIFIED, address) || in(LOOPBACK, address);
    // The JDK makes an IPv4 address of the bytes of a mapped one.
    return in(ENDING_WITH_IPV4, address) && !standsForItself
        ? of(Arrays.copyOfRange(bytes, 12, 16))
        : of(bytes);
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }
}
