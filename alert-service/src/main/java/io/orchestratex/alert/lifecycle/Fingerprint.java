package io.orchestratex.alert.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identity of an ongoing condition: 64-bit FNV-1a over the labels in order of their names, each
 * name and each value followed by the byte 0xff, as Prometheus and Alertmanager compute it. The
 * measured value is no part of it, so a value that moves makes no second alert.
 */
public final class Fingerprint {

  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Fingerprint() {}

  /** 16 lower-case hex digits. */
  public static String of(Map<String, String> labels) {
    long hash = OFFSET_BASIS;
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      hash = add(add(hash, label.getKey()), label.getValue());
    }
    return HexFormat.of().toHexDigits(hash);
  }

  private static long add(long hash, String text) {
    long sum = hash;
    for (byte b : text.getBytes(UTF_8)) {
      sum = (sum ^ (b & 0xff)) * PRIME;
    }
    return (sum ^ 0xff) * PRIME;
  }
}
