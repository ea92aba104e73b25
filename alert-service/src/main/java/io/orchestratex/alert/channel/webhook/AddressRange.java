package io.orchestratex.alert.channel.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * All addresses that begin with the same bits.
 *
 * @param first the range's first address, which says whether it is one of IPv4 or of IPv6
 * @param bits how many of its bits all others share
 */
record AddressRange(InetAddress first, int bits) {

  /** A range as it is written: {@code 192.0.0.0/24}, {@code 2001::/23}. */
  static AddressRange of(String text) {
    int slash = text.indexOf('/');
    try {
      return new AddressRange(
          InetAddress.getByName(text.substring(0, slash)),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + " is not a range of addresses", e);
    }
  }

  static List<AddressRange> of(String... texts) {
    return Arrays.stream(texts).map(AddressRange::of).toList();
  }

  boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    int whole = bits / 8;
    if (Arrays.mismatch(mine, 0, whole, other, 0, whole) >= 0) {
      return false;
    }
    int rest = bits % 8;
    return rest == 0 || ((mine[whole] ^ other[whole]) & 0xff) >> (8 - rest) == 0;
  }
}
